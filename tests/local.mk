# SPDX-License-Identifier: MIT
# Unit tests mirror src/; golden/ runs the samples; cli/ drives the program. A new test
# program is a name in ML_UNIT_TESTS and a _SOURCES line; a new script one in ML_RUNS.

AM_CPPFLAGS += -I$(srcdir) -I$(srcdir)/tests $(CHECK_CFLAGS)

# What tests share: builders of archives and texts, a scratch folder, a fixed result.
check_LIBRARIES = libtestsupport.a
ML_EVTXMAKE = %D%/support/evtxevent.c %D%/support/evtxlines.c %D%/support/evtxlines.h \
	%D%/support/evtxmake.c %D%/support/evtxmake.h
libtestsupport_a_SOURCES = $(ML_EVTXMAKE) \
	%D%/support/board_fixture.c %D%/support/board_fixture.h \
	%D%/support/board_pages.c %D%/support/board_pages.h \
	%D%/support/collect.c %D%/support/collect.h \
	%D%/support/make_archive.c %D%/support/make_archive.h %D%/support/make_bomb.c \
	%D%/support/make_bomb.h %D%/support/make_cab.c \
	%D%/support/make_cab.h %D%/support/make_case.c %D%/support/make_case.h \
	%D%/support/make_hive.c %D%/support/make_hive.h %D%/support/make_mta.c \
	%D%/support/make_mta.h %D%/support/make_reader.c %D%/support/make_reader.h \
	%D%/support/make_text.c %D%/support/make_text.h %D%/support/make_zip.c \
	%D%/support/make_zip.h %D%/support/memfile.c %D%/support/memfile.h \
	%D%/support/result_fixture.c %D%/support/result_fixture.h %D%/support/scratch.c \
	%D%/support/scratch.h
TEST_LIBS = libtestsupport.a libmarslog.a $(CHECK_LIBS)

ML_UNIT_TESTS = %D%/unit/base/test_err %D%/unit/base/test_memory \
	%D%/unit/base/test_str %D%/unit/base/test_time \
	%D%/unit/case/test_codec %D%/unit/catalogue/test_content %D%/unit/catalogue/test_pack \
	%D%/unit/catalogue/test_phrase %D%/unit/catalogue/test_read \
	%D%/unit/diagnose/test_diagnose \
	%D%/unit/fleet/test_board %D%/unit/fleet/test_bundle %D%/unit/fleet/test_crew %D%/unit/fleet/test_history %D%/unit/fleet/test_mute %D%/unit/fleet/test_plan \
	%D%/unit/fleet/test_standing %D%/unit/fleet/test_summary \
	%D%/unit/facts/test_agent %D%/unit/facts/test_clock %D%/unit/facts/test_derive %D%/unit/facts/test_forms \
	%D%/unit/facts/test_hive \
	%D%/unit/facts/test_host %D%/unit/facts/test_hostile \
	%D%/unit/facts/test_listing %D%/unit/facts/test_proxy \
	%D%/unit/facts/test_registry %D%/unit/facts/test_software \
	%D%/unit/input/test_charset %D%/unit/input/test_decode \
	%D%/unit/input/test_name %D%/unit/input/test_sniff %D%/unit/input/test_walk \
	%D%/unit/match/test_codes %D%/unit/match/test_matcher \
	%D%/unit/match/test_oscodes %D%/unit/match/test_mask %D%/unit/match/test_paths \
	%D%/unit/record/test_binxml %D%/unit/record/test_errlog %D%/unit/record/test_eventtext \
	%D%/unit/record/test_evtx %D%/unit/record/test_evtxvalue %D%/unit/record/test_eventcsv \
	%D%/unit/record/test_evtxfile %D%/unit/record/test_evtxids %D%/unit/record/test_evtxxml %D%/unit/record/test_mta \
	%D%/unit/report/test_axis %D%/unit/report/test_casereader %D%/unit/report/test_diff \
	%D%/unit/report/test_fleet %D%/unit/report/test_fleetpage \
	%D%/unit/report/test_html %D%/unit/report/test_mail \
	%D%/unit/report/test_text \
	%D%/unit/report/test_width %D%/unit/report/test_xml \
	%D%/unit/scan/test_accum %D%/unit/scan/test_dating %D%/unit/scan/test_jobclock %D%/unit/scan/test_jobrow \
	%D%/unit/scan/test_naming %D%/unit/scan/test_scan
LDADD = $(TEST_LIBS)

check_PROGRAMS += $(ML_UNIT_TESTS)

# Fuzz targets: with libFuzzer (--enable-fuzzers) they search, else they replay files.
if FUZZERS
ML_FUZZ_MAIN =
ML_FUZZ_LINK = $(AM_LDFLAGS) -fsanitize=fuzzer
else
ML_FUZZ_MAIN = %D%/fuzz/onefile.c
ML_FUZZ_LINK = $(AM_LDFLAGS)
endif
check_PROGRAMS += tests/fuzz/fuzz_binxml tests/fuzz/fuzz_case tests/fuzz/fuzz_evtx tests/fuzz/fuzz_catalogue tests/fuzz/fuzz_codes tests/fuzz/fuzz_decode \
	tests/fuzz/fuzz_errlog tests/fuzz/fuzz_facts tests/fuzz/fuzz_hive tests/fuzz/fuzz_merge tests/fuzz/fuzz_mta tests/fuzz/fuzz_report \
	tests/fuzz/fuzz_walk tests/fuzz/seeds
%C%_fuzz_fuzz_binxml_SOURCES = %D%/fuzz/fuzz_binxml.c %D%/fuzz/fuzz.h $(ML_FUZZ_MAIN)
%C%_fuzz_fuzz_binxml_LDFLAGS = $(ML_FUZZ_LINK)
%C%_fuzz_fuzz_evtx_SOURCES = %D%/fuzz/fuzz_evtx.c %D%/fuzz/fuzz.h $(ML_FUZZ_MAIN)
%C%_fuzz_fuzz_evtx_LDFLAGS = $(ML_FUZZ_LINK)
%C%_fuzz_fuzz_case_SOURCES = %D%/fuzz/fuzz_case.c %D%/fuzz/fuzz.h $(ML_FUZZ_MAIN)
%C%_fuzz_fuzz_case_LDFLAGS = $(ML_FUZZ_LINK)
%C%_fuzz_fuzz_catalogue_SOURCES = %D%/fuzz/fuzz_catalogue.c %D%/fuzz/fuzz.h $(ML_FUZZ_MAIN)
%C%_fuzz_fuzz_catalogue_LDFLAGS = $(ML_FUZZ_LINK)
%C%_fuzz_fuzz_codes_SOURCES = %D%/fuzz/fuzz_codes.c %D%/fuzz/fuzz.h $(ML_FUZZ_MAIN)
%C%_fuzz_fuzz_codes_LDFLAGS = $(ML_FUZZ_LINK)
%C%_fuzz_fuzz_decode_SOURCES = %D%/fuzz/fuzz_decode.c %D%/fuzz/fuzz.h $(ML_FUZZ_MAIN)
%C%_fuzz_fuzz_decode_LDFLAGS = $(ML_FUZZ_LINK)
%C%_fuzz_fuzz_errlog_SOURCES = %D%/fuzz/fuzz_errlog.c %D%/fuzz/fuzz.h $(ML_FUZZ_MAIN)
%C%_fuzz_fuzz_errlog_LDFLAGS = $(ML_FUZZ_LINK)
%C%_fuzz_fuzz_facts_SOURCES = %D%/fuzz/fuzz_facts.c %D%/fuzz/fuzz.h $(ML_FUZZ_MAIN)
%C%_fuzz_fuzz_facts_LDFLAGS = $(ML_FUZZ_LINK)
%C%_fuzz_fuzz_hive_SOURCES = %D%/fuzz/fuzz_hive.c %D%/fuzz/fuzz.h $(ML_FUZZ_MAIN)
%C%_fuzz_fuzz_hive_LDFLAGS = $(ML_FUZZ_LINK)
%C%_fuzz_fuzz_merge_SOURCES = %D%/fuzz/fuzz_merge.c %D%/fuzz/fuzz.h $(ML_FUZZ_MAIN)
%C%_fuzz_fuzz_merge_LDFLAGS = $(ML_FUZZ_LINK)
%C%_fuzz_fuzz_mta_SOURCES = %D%/fuzz/fuzz_mta.c %D%/fuzz/fuzz.h $(ML_FUZZ_MAIN)
%C%_fuzz_fuzz_mta_LDFLAGS = $(ML_FUZZ_LINK)
%C%_fuzz_fuzz_report_SOURCES = %D%/fuzz/fuzz_report.c %D%/fuzz/fuzz.h $(ML_FUZZ_MAIN)
%C%_fuzz_fuzz_report_LDFLAGS = $(ML_FUZZ_LINK)
%C%_fuzz_fuzz_walk_SOURCES = %D%/fuzz/fuzz_walk.c %D%/fuzz/fuzz.h $(ML_FUZZ_MAIN)
%C%_fuzz_fuzz_walk_LDFLAGS = $(ML_FUZZ_LINK)
%C%_fuzz_seeds_SOURCES = %D%/fuzz/seeds.c

# The samples as real archives, in bundles/.
noinst_PROGRAMS += tests/support/mkbundle tests/support/digest tests/support/evtxtext \
	tests/support/mtatext
%C%_support_mtatext_SOURCES = %D%/support/mtatext.c %D%/support/make_mta.c \
	%D%/support/make_mta.h
%C%_support_mtatext_LDADD = libmarslog.a
%C%_support_evtxtext_SOURCES = %D%/support/evtxtext.c $(ML_EVTXMAKE) \
	%D%/support/make_text.c %D%/support/make_text.h
%C%_support_evtxtext_LDADD = libmarslog.a

# Pages of a fleet made up from a seed, for browser/.
check_PROGRAMS += tests/support/fleetpage
%C%_support_fleetpage_SOURCES = %D%/support/fleetpage.c

# The program, with workers that fail as the names of their bundles say.
check_PROGRAMS += marslog-chaos
marslog_chaos_SOURCES = src/cli/main.c %D%/support/chaos.c %D%/support/die.c
marslog_chaos_LDADD = libmarslog.a

# A fleet with hostile uploads, and its history as text.
check_PROGRAMS += tests/chaos/makefleet tests/chaos/dumphistory
%C%_chaos_makefleet_SOURCES = %D%/chaos/makefleet.c %D%/bench/lines.c %D%/bench/lines.h
%C%_chaos_dumphistory_SOURCES = %D%/chaos/dumphistory.c

# For tests/mutate.sh, on demand.
check_PROGRAMS += tests/support/mutate
%C%_support_mutate_SOURCES = %D%/support/mutate.c
%C%_support_mutate_LDADD = libmarslog.a
%C%_support_mkbundle_SOURCES = %D%/support/mkbundle.c $(ML_EVTXMAKE) \
	%D%/support/make_cab.c %D%/support/make_cab.h %D%/support/make_hive.c \
	%D%/support/make_hive.h %D%/support/make_text.c %D%/support/make_text.h \
	%D%/support/make_zip.c %D%/support/make_zip.h
%C%_support_mkbundle_LDADD = libmarslog.a
%C%_support_digest_SOURCES = %D%/support/digest.c
%C%_support_digest_LDADD = $(XML_LIBS)

bundles/stamp: tests/support/mkbundle$(EXEEXT) $(wildcard $(srcdir)/samples/*/*)
	$(AM_V_GEN)rm -rf bundles && $(MKDIR_P) bundles && \
	for recipe in $(srcdir)/samples/*/bundle.txt; do \
	  tests/support/mkbundle$(EXEEXT) $$recipe bundles || exit 1; \
	done && touch $@

# Event logs beside libevtx: corpus/README.md.
check_PROGRAMS += tests/corpus/compare tests/corpus/damage tests/corpus/makelogs
%C%_corpus_damage_SOURCES = %D%/corpus/damage.c
%C%_corpus_compare_SOURCES = %D%/corpus/compare.c
%C%_corpus_makelogs_SOURCES = %D%/corpus/makelogs.c
EXTRA_DIST += %D%/corpus/README.md

.PHONY: check-corpus check-damage
check-damage: all tests/corpus/damage$(EXEEXT) tests/corpus/makelogs$(EXEEXT)
	@[ -n "$(CORPUS)" ] || { echo "make check-damage CORPUS=DIR"; exit 2; }
	@CORPUS='$(CORPUS)' srcdir='$(srcdir)' $(srcdir)/%D%/corpus/damage.sh
check-corpus: all tests/corpus/compare$(EXEEXT) tests/corpus/makelogs$(EXEEXT)
	@[ -n "$(CORPUS)" ] || { echo "make check-corpus CORPUS=DIR"; exit 2; }
	@CORPUS='$(CORPUS)' srcdir='$(srcdir)' $(srcdir)/%D%/corpus/check.sh

# One small bundle for each way in which a cause can be judged.
check_PROGRAMS += tests/causes/run
%C%_causes_run_SOURCES = %D%/causes/run.c

.PHONY: samples approve
samples: bundles/stamp

# Takes over what the samples' reports and summaries, and the output that README.md
# shows, have become, printing the difference.
approve: all samples
	srcdir=$(srcdir) $(srcdir)/%D%/golden/run --approve
	srcdir=$(srcdir) $(srcdir)/%D%/docs.sh --approve

check_DATA = bundles/stamp

ML_RUNS = %D%/docs.sh %D%/browser/fleet.py %D%/corpus/check.sh %D%/corpus/damage.sh %D%/golden/run %D%/includes.sh %D%/replay.sh \
	%D%/chaos/cut.sh %D%/chaos/edits.sh %D%/chaos/flood.sh %D%/chaos/kills.sh \
	%D%/cli/damage.sh %D%/cli/batch.sh %D%/cli/fleet-again.sh %D%/cli/fleet-log.sh %D%/cli/fleet-names.sh %D%/cli/fleet-history.sh %D%/cli/fleet-nights.sh %D%/cli/fleet-paths.sh %D%/cli/catalogue.sh %D%/cli/contrib.sh %D%/cli/cost.sh %D%/cli/diff.sh %D%/cli/eventlogs.sh %D%/cli/shards.sh %D%/cli/skeleton.sh \
	%D%/cli/events.sh %D%/cli/explain.sh %D%/cli/formats.sh %D%/cli/hostile.sh %D%/cli/install.sh %D%/cli/interrupt.sh %D%/cli/isolation.sh %D%/cli/judging.sh %D%/cli/lookalikes.sh %D%/cli/patterns.sh \
	%D%/cli/mail.sh %D%/cli/merge.sh %D%/cli/mutes.sh %D%/cli/reports.sh \
	%D%/cli/jobs.sh %D%/cli/schedule.sh %D%/cli/same.sh %D%/cli/screen.sh %D%/cli/show.sh %D%/slurm/run.sh %D%/cli/status.sh %D%/cli/traces.sh %D%/cli/why.sh
TESTS += $(ML_UNIT_TESTS) tests/causes/run $(ML_RUNS)
AM_TESTS_ENVIRONMENT = srcdir='$(srcdir)'; builddir='.'; MAKE='$(MAKE)'; \
	CK_DEFAULT_TIMEOUT=120; export srcdir builddir MAKE CK_DEFAULT_TIMEOUT;

EXTRA_DIST += samples %D%/fuzz/onefile.c $(ML_RUNS) %D%/README.md %D%/count.sh %D%/mutate.sh %D%/cli/fleet-lib.sh %D%/cli/lib.sh \
	%D%/cli/data %D%/unit/facts/collect.h %D%/unit/facts/data \
	$(wildcard $(srcdir)/%D%/causes/*.case)

clean-local:
	rm -rf bundles browser.out golden.out cli.out corpus.out damage.out docs.out fuzz.out
