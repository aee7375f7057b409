# SPDX-License-Identifier: MIT
# The program is main.c on top of one library, so that tests, fuzz targets and
# benches link the same objects.

noinst_LIBRARIES += libmarslog.a
libmarslog_a_SOURCES = $(ML_BASE) $(ML_INPUT) $(ML_RECORD) $(ML_CATALOGUE) $(ML_MATCH) $(ML_HIVE) \
	$(ML_CASE) $(ML_FACTS) $(ML_DIAGNOSE) $(ML_REPORT) $(ML_SCAN) $(ML_FLEET) $(ML_CLI)

ML_BASE = \
	%D%/base/arena.c %D%/base/arena.h \
	%D%/base/attr.h \
	%D%/base/ban.h \
	%D%/base/buf.c %D%/base/buf.h \
	%D%/base/bytes.h \
	%D%/base/err.c %D%/base/err.h \
	%D%/base/limits.c %D%/base/limits.h \
	%D%/base/pool.c %D%/base/pool.h \
	%D%/base/seccomp.h \
	%D%/base/str.c %D%/base/str.h \
	%D%/base/time.c %D%/base/time.h
ML_INPUT = \
	%D%/input/archive.c %D%/input/archive.h \
	%D%/input/charset.c %D%/input/charset.h \
	%D%/input/crc32.c %D%/input/crc32.h \
	%D%/input/decode.c %D%/input/decode.h \
	%D%/input/folder.c %D%/input/folder.h \
	%D%/input/inflate.c %D%/input/inflate.h \
	%D%/input/name.c %D%/input/name.h \
	%D%/input/sniff.c %D%/input/sniff.h \
	%D%/input/spool.c %D%/input/spool.h \
	%D%/input/stream.h \
	%D%/input/walk.c %D%/input/walk.h \
	%D%/input/zipindex.c %D%/input/zipindex.h
ML_RECORD = \
	%D%/record/binxml.c %D%/record/binxml.h \
	%D%/record/errlog.c %D%/record/errlog.h \
	%D%/record/eventcsv.c %D%/record/eventcsv.h \
	%D%/record/eventtext.c %D%/record/eventtext.h \
	%D%/record/evtx.c %D%/record/evtx.h \
	%D%/record/evtxcompile.c \
	%D%/record/evtxfield.c \
	%D%/record/evtxfile.c %D%/record/evtxfile.h \
	%D%/record/evtxids.c %D%/record/evtxids.h \
	%D%/record/evtxreader.h \
	%D%/record/evtxrun.c \
	%D%/record/evtxstep.h \
	%D%/record/evtxvalue.c \
	%D%/record/evtxxml.c \
	%D%/record/mta.c %D%/record/mta.h \
	%D%/record/mtastore.c %D%/record/mtastore.h \
	%D%/record/xmlchars.c %D%/record/xmlchars.h
ML_CATALOGUE = \
	%D%/catalogue/catalogue.c %D%/catalogue/catalogue.h \
	%D%/catalogue/check.c %D%/catalogue/check.h \
	%D%/catalogue/condition.c \
	%D%/catalogue/entry.c \
	%D%/catalogue/literal.c %D%/catalogue/literal.h \
	%D%/catalogue/names.c %D%/catalogue/names.h \
	%D%/catalogue/pack.c %D%/catalogue/pack.h \
	%D%/catalogue/phrase.c %D%/catalogue/phrase.h \
	%D%/catalogue/read.c %D%/catalogue/read.h \
	%D%/catalogue/xml.c %D%/catalogue/xml.h
ML_MATCH = \
	%D%/match/codes.c %D%/match/codes.h \
	%D%/match/events.c %D%/match/events.h \
	%D%/match/mask.c %D%/match/mask.h \
	%D%/match/matcher.c %D%/match/matcher.h \
	%D%/match/oscodes.c %D%/match/oscodes.h \
	%D%/match/paths.c %D%/match/paths.h \
	%D%/match/prefilter.c %D%/match/prefilter.h \
	%D%/match/regex.c %D%/match/regex.h
ML_HIVE = \
	%D%/hive/child.c %D%/hive/child.h \
	%D%/hive/confine.c %D%/hive/confine.h \
	%D%/hive/hive.c %D%/hive/hive.h \
	%D%/hive/message.c %D%/hive/message.h
ML_CASE = \
	%D%/case/canonical.c %D%/case/canonical.h \
	%D%/case/case.c %D%/case/case.h \
	%D%/case/claim.c %D%/case/claim.h \
	%D%/case/codec.c %D%/case/codec.h \
	%D%/case/kind.c %D%/case/kind.h \
	%D%/case/wire.c %D%/case/wire.h
ML_FACTS = \
	%D%/facts/agentconfig.c \
	%D%/facts/agentinfo.c \
	%D%/facts/attributes.c \
	%D%/facts/certificate.c %D%/facts/certificate.h \
	%D%/facts/certutil.c \
	%D%/facts/collected.c \
	%D%/facts/defender.c \
	%D%/facts/derive.c \
	%D%/facts/diagreport.c \
	%D%/facts/diskinfo.c \
	%D%/facts/dotnet.c \
	%D%/facts/dpminfo.c \
	%D%/facts/environment.c \
	%D%/facts/eventcsv.c \
	%D%/facts/execpolicy.c \
	%D%/facts/facts.c %D%/facts/facts.h \
	%D%/facts/failedfiles.c \
	%D%/facts/features.c \
	%D%/facts/filters.c \
	%D%/facts/form.c \
	%D%/facts/jobhistory.c \
	%D%/facts/listing.c \
	%D%/facts/msinfo.c \
	%D%/facts/msrow.c %D%/facts/msrow.h \
	%D%/facts/netcheck.c \
	%D%/facts/products.c %D%/facts/products.h \
	%D%/facts/programs.c \
	%D%/facts/proxyconfig.c \
	%D%/facts/reader.h \
	%D%/facts/reg.c %D%/facts/reg.h \
	%D%/facts/reg_agent.c \
	%D%/facts/reg_certificate.c \
	%D%/facts/reg_dotnet.c \
	%D%/facts/reg_host.c \
	%D%/facts/reg_policy.c \
	%D%/facts/reg_proxy.c \
	%D%/facts/reg_reboot.c \
	%D%/facts/reg_schannel.c \
	%D%/facts/reg_services.c \
	%D%/facts/reg_settings.c \
	%D%/facts/reg_uninstall.c \
	%D%/facts/regdata.c %D%/facts/regdata.h \
	%D%/facts/reghive.c %D%/facts/reghive.h \
	%D%/facts/regtext.c \
	%D%/facts/rootcause.c \
	%D%/facts/row.c %D%/facts/row.h \
	%D%/facts/sanpolicy.c \
	%D%/facts/schtasks.c \
	%D%/facts/service.c %D%/facts/service.h \
	%D%/facts/services.c \
	%D%/facts/software.c %D%/facts/software.h \
	%D%/facts/stamp.c %D%/facts/stamp.h \
	%D%/facts/stripchart.c \
	%D%/facts/systeminfo.c \
	%D%/facts/task.c %D%/facts/task.h \
	%D%/facts/tempcount.c \
	%D%/facts/text.c %D%/facts/text.h \
	%D%/facts/volume.c %D%/facts/volume.h \
	%D%/facts/transcript.c \
	%D%/facts/vssadmin.c \
	%D%/facts/vsspss.c \
	%D%/facts/w32status.c \
	%D%/facts/w32zone.c \
	%D%/facts/wabinfo.c \
	%D%/facts/winhttp.c \
	%D%/facts/words.c %D%/facts/words.h \
	%D%/facts/xmltext.c %D%/facts/xmltext.h
ML_DIAGNOSE = \
	%D%/diagnose/compare.c %D%/diagnose/compare.h \
	%D%/diagnose/derived.c %D%/diagnose/derived.h \
	%D%/diagnose/diagnose.c %D%/diagnose/diagnose.h \
	%D%/diagnose/finding.c %D%/diagnose/finding.h \
	%D%/diagnose/group.c %D%/diagnose/group.h \
	%D%/diagnose/jobs.c %D%/diagnose/jobs.h \
	%D%/diagnose/judge.c %D%/diagnose/judge.h \
	%D%/diagnose/result.h \
	%D%/diagnose/schedule.c %D%/diagnose/schedule.h \
	%D%/diagnose/unknown.c %D%/diagnose/unknown.h \
	%D%/diagnose/weigh.c %D%/diagnose/weigh.h \
	%D%/diagnose/weighfact.c \
	%D%/diagnose/weighing.h \
	%D%/diagnose/weighjob.c \
	%D%/diagnose/weighsignature.c
ML_REPORT = \
	%D%/report/area.c %D%/report/area.h \
	%D%/report/axis.c %D%/report/axis.h \
	%D%/report/casereader.c %D%/report/casereader.h \
	%D%/report/casexml.c %D%/report/casexml.h \
	%D%/report/cataloguepage.c %D%/report/cataloguepage.h \
	%D%/report/condition.c %D%/report/condition.h \
	%D%/report/diff.c %D%/report/diff.h \
	%D%/report/difftext.c \
	%D%/report/diffxml.c \
	%D%/report/element.c %D%/report/element.h \
	%D%/report/explain.c %D%/report/explain.h \
	%D%/report/fleetpage.c %D%/report/fleetpage.h \
	%D%/report/fleettext.c %D%/report/fleettext.h \
	%D%/report/fleetxml.c %D%/report/fleetxml.h \
	%D%/report/fleetgrid.c %D%/report/fleetgrid.h \
	%D%/report/fleetjson.c \
	%D%/report/fleetlink.c %D%/report/fleetlink.h \
	%D%/report/fleetlist.c %D%/report/fleetlist.h \
	%D%/report/gaps.c %D%/report/gaps.h \
	%D%/report/html.c %D%/report/html.h \
	%D%/report/json.c %D%/report/json.h \
	%D%/report/jsonout.c %D%/report/jsonout.h \
	%D%/report/jobxml.c %D%/report/jobxml.h \
	%D%/report/labels.c %D%/report/labels.h \
	%D%/report/making.c %D%/report/making.h \
	%D%/report/note.c %D%/report/note.h \
	%D%/report/oldreport.c %D%/report/oldreport.h \
	%D%/report/pen.c %D%/report/pen.h \
	%D%/report/reasons.c %D%/report/reasons.h \
	%D%/report/request.c %D%/report/request.h \
	%D%/report/sink.c %D%/report/sink.h \
	%D%/report/text.c %D%/report/text.h \
	%D%/report/texts.c %D%/report/texts.h \
	%D%/report/utf8.c %D%/report/utf8.h \
	%D%/report/width.c %D%/report/width.h \
	%D%/report/words.c %D%/report/words.h \
	%D%/report/xml.c %D%/report/xml.h \
	%D%/report/xmlinput.c %D%/report/xmlinput.h \
	%D%/report/xmlvalue.c %D%/report/xmlvalue.h
ML_FLEET = \
	%D%/fleet/analyse.c %D%/fleet/analyse.h \
	%D%/fleet/ask.c %D%/fleet/ask.h \
	%D%/fleet/batch.c %D%/fleet/batch.h \
	%D%/fleet/board.c %D%/fleet/board.h \
	%D%/fleet/brief.c %D%/fleet/brief.h \
	%D%/fleet/bundle.c %D%/fleet/bundle.h \
	%D%/fleet/crew.c %D%/fleet/crew.h \
	%D%/fleet/db.c %D%/fleet/db.h \
	%D%/fleet/entries.c %D%/fleet/entries.h \
	%D%/fleet/history.c %D%/fleet/history.h \
	%D%/fleet/historystate.h \
	%D%/fleet/import.c %D%/fleet/import.h \
	%D%/fleet/judge.c %D%/fleet/judge.h \
	%D%/fleet/judged.c %D%/fleet/judged.h \
	%D%/fleet/judging.c %D%/fleet/judging.h \
	%D%/fleet/lock.c %D%/fleet/lock.h \
	%D%/fleet/mute.c %D%/fleet/mute.h \
	%D%/fleet/naming.c %D%/fleet/naming.h \
	%D%/fleet/night.c %D%/fleet/night.h \
	%D%/fleet/past.c %D%/fleet/past.h \
	%D%/fleet/plan.c %D%/fleet/plan.h \
	%D%/fleet/sandbox.c %D%/fleet/sandbox.h \
	%D%/fleet/schema.c %D%/fleet/schema.h \
	%D%/fleet/shard.c %D%/fleet/shard.h \
	%D%/fleet/shelf.c %D%/fleet/shelf.h \
	%D%/fleet/spread.c %D%/fleet/spread.h \
	%D%/fleet/standing.c %D%/fleet/standing.h \
	%D%/fleet/stop.c %D%/fleet/stop.h \
	%D%/fleet/store.c %D%/fleet/store.h \
	%D%/fleet/summary.c %D%/fleet/summary.h \
	%D%/fleet/worker.c %D%/fleet/worker.h
ML_SCAN = \
	%D%/cli/command.h \
	%D%/cli/apart.c %D%/cli/apart.h \
	%D%/cli/batch.c \
	%D%/cli/batchlog.c %D%/cli/batchlog.h \
	%D%/cli/common.c \
	%D%/cli/cost.c %D%/cli/cost.h \
	%D%/cli/diff.c \
	%D%/cli/eventmessages.c %D%/cli/eventmessages.h \
	%D%/cli/eventfilter.c %D%/cli/eventfilter.h \
	%D%/cli/eventlog.c %D%/cli/eventlog.h \
	%D%/cli/events.c \
	%D%/cli/eventshow.c %D%/cli/eventshow.h \
	%D%/cli/explain.c \
	%D%/cli/fleetrun.c %D%/cli/fleetrun.h \
	%D%/cli/history.c \
	%D%/cli/interrupt.c %D%/cli/interrupt.h \
	%D%/cli/metrics.c %D%/cli/metrics.h \
	%D%/cli/mute.c \
	%D%/cli/options.c %D%/cli/options.h \
	%D%/cli/optiontable.c %D%/cli/optiontable.h \
	%D%/cli/merge.c \
	%D%/cli/output.c %D%/cli/output.h \
	%D%/cli/patterns.c \
	%D%/cli/places.c %D%/cli/places.h \
	%D%/cli/progress.c %D%/cli/progress.h \
	%D%/cli/scan.c \
	%D%/cli/why.c %D%/cli/why.h \
	%D%/cli/screen.c %D%/cli/screen.h \
	%D%/cli/show.c \
	%D%/cli/skeleton.c %D%/cli/skeleton.h \
	%D%/scan/accum.c %D%/scan/accum.h \
	%D%/scan/block.c %D%/scan/block.h \
	%D%/scan/casebuild.c %D%/scan/casebuild.h \
	%D%/scan/clocks.c %D%/scan/clocks.h \
	%D%/scan/computers.c %D%/scan/computers.h \
	%D%/scan/dating.c %D%/scan/dating.h \
	%D%/scan/digest.c %D%/scan/digest.h \
	%D%/scan/eventclock.c %D%/scan/eventclock.h \
	%D%/scan/eventlog.c %D%/scan/eventlog.h \
	%D%/scan/evtxblock.c \
	%D%/scan/evtxmember.c %D%/scan/evtxmember.h \
	%D%/scan/flavour.c %D%/scan/flavour.h \
	%D%/scan/hivemember.c %D%/scan/hivemember.h \
	%D%/scan/jobclock.c %D%/scan/jobclock.h \
	%D%/scan/jobrow.c %D%/scan/jobrow.h \
	%D%/scan/member.c %D%/scan/member.h \
	%D%/scan/mtamember.c %D%/scan/mtamember.h \
	%D%/scan/naming.c %D%/scan/naming.h \
	%D%/scan/owner.c %D%/scan/owner.h \
	%D%/scan/prepare.c \
	%D%/scan/recordids.c %D%/scan/recordids.h \
	%D%/scan/rules.c %D%/scan/rules.h \
	%D%/scan/scan.c %D%/scan/scan.h \
	%D%/scan/tapped.c %D%/scan/tapped.h \
	%D%/scan/traces.c %D%/scan/traces.h \
	%D%/scan/unknown.c %D%/scan/unknown.h \
	%D%/scan/window.c \
	%D%/scan/zones.h

bin_PROGRAMS += marslog
marslog_SOURCES = %D%/cli/main.c
marslog_LDADD = libmarslog.a

# The built-in catalogue: validated, packed and its pattern database compiled here.
noinst_PROGRAMS += marslog-pack
marslog_pack_SOURCES = %D%/cli/pack.c
marslog_pack_LDADD = libmarslog.a

ML_PATTERNS = \
	patterns/artefacts.xml \
	patterns/causes-dpm.xml \
	patterns/causes-engine.xml \
	patterns/causes-files.xml \
	patterns/causes-network.xml \
	patterns/causes-policy.xml \
	patterns/causes-registration.xml \
	patterns/causes-restore.xml \
	patterns/causes-schedule.xml \
	patterns/causes-scratch.xml \
	patterns/causes-service.xml \
	patterns/causes-system-state.xml \
	patterns/causes-volumes.xml \
	patterns/causes-vss.xml \
	patterns/codes-aadsts.xml \
	patterns/codes-dpm.xml \
	patterns/codes-network.xml \
	patterns/codes-offline.xml \
	patterns/codes-other.xml \
	patterns/codes-passphrase.xml \
	patterns/codes-policy.xml \
	patterns/codes-registration-names.xml \
	patterns/codes-registration.xml \
	patterns/codes-restore.xml \
	patterns/codes-scratch.xml \
	patterns/codes-service-limits.xml \
	patterns/codes-service-storage.xml \
	patterns/codes-service.xml \
	patterns/codes-system-state.xml \
	patterns/codes-vss.xml \
	patterns/jobs.xml \
	patterns/messages-backup.xml \
	patterns/messages-bystanders.xml \
	patterns/messages-network.xml \
	patterns/messages-storage.xml \
	patterns/messages-system.xml \
	patterns/messages-vss.xml \
	patterns/observations-causes.xml \
	patterns/observations-events.xml \
	patterns/observations-server.xml \
	patterns/observations.xml \
	patterns/oscodes.xml \
	patterns/related-backup.xml \
	patterns/related-connection.xml \
	patterns/related-registration.xml \
	patterns/related-scratch.xml \
	patterns/related-windows.xml \
	patterns/seed-connection.xml \
	patterns/seed-registration.xml \
	patterns/seed-scratch.xml \
	patterns/seed.xml \
	patterns/signatures.xml
ML_TEMPLATES = patterns/catalogue.rng report_templates/report.rng \
	report_templates/catalogue.css report_templates/catalogue.js \
	report_templates/diff.rng report_templates/fleet.css report_templates/fleet.js \
	report_templates/findings.csv.xsl report_templates/fleet.xsl \
	report_templates/fleetgrid.xsl report_templates/fleettrend.xsl \
	report_templates/junit.xsl \
	report_templates/report.xsl report_templates/jobs.xsl \
	report_templates/style.css report_templates/texts.xml

dist_pkgdata_DATA += $(ML_TEMPLATES)
nodist_pkgdata_DATA += data/catalogue.rules
EXTRA_DIST += $(ML_PATTERNS)

data/catalogue.rules: marslog-pack$(EXEEXT) $(ML_PATTERNS) patterns/catalogue.rng
	$(AM_V_GEN)$(MKDIR_P) data && ./marslog-pack$(EXEEXT) \
	  $(srcdir)/patterns/catalogue.rng $(srcdir)/patterns $@

# The program in the build folder finds its files in data/, as the installed one does
# in share/marslog.
data/stamp: $(ML_TEMPLATES) data/catalogue.rules
	$(AM_V_GEN)$(MKDIR_P) data && \
	for f in $(ML_TEMPLATES); do cp $(srcdir)/$$f data/ || exit 1; done && touch $@

noinst_DATA = data/stamp

# The catalogue to read in a browser.
nodist_doc_DATA = data/catalogue.html
data/catalogue.html: marslog$(EXEEXT) data/stamp
	$(AM_V_GEN)./marslog$(EXEEXT) patterns doc --lang en $@

CLEANFILES += data/catalogue.html data/catalogue.rules data/stamp \
	$(addprefix data/,$(notdir $(ML_TEMPLATES)))

# make bench: tests/bench/bench.sh says what it prints.
EXTRA_PROGRAMS = tests/bench/evtxread tests/bench/genfleet tests/bench/genhistory tests/bench/genlog \
	tests/bench/measure
tests_bench_evtxread_SOURCES = tests/bench/evtxread.c
tests_bench_evtxread_LDADD = libmarslog.a
tests_bench_genfleet_SOURCES = tests/bench/genfleet.c tests/bench/lines.c tests/bench/lines.h
tests_bench_genfleet_LDADD = libtestsupport.a libmarslog.a
tests_bench_genhistory_SOURCES = tests/bench/genhistory.c tests/bench/lines.c tests/bench/lines.h
tests_bench_genhistory_LDADD = libmarslog.a
tests_bench_genlog_SOURCES = tests/bench/genlog.c tests/bench/lines.c tests/bench/lines.h
tests_bench_genlog_LDADD =
tests_bench_measure_SOURCES = tests/bench/measure.c
EXTRA_DIST += tests/bench/bench.sh tests/bench/evtx.sh tests/bench/fleet.sh
CLEANFILES += tests/bench/evtxread tests/bench/genfleet tests/bench/genhistory tests/bench/genlog tests/bench/measure

.PHONY: bench bench-text bench-evtx bench-fleet
bench-fleet: all tests/bench/genfleet$(EXEEXT) tests/bench/genhistory$(EXEEXT)
	$(abs_srcdir)/tests/bench/fleet.sh
bench: bench-text bench-evtx
bench-text: all tests/bench/genlog$(EXEEXT) tests/bench/measure$(EXEEXT)
	srcdir=$(abs_srcdir) $(abs_srcdir)/tests/bench/bench.sh
# After the other, never beside it.
bench-evtx: $(if $(filter bench,$(MAKECMDGOALS)),bench-text,all) \
  tests/bench/evtxread$(EXEEXT) tests/bench/measure$(EXEEXT) tests/corpus/makelogs$(EXEEXT)
	CORPUS='$(CORPUS)' $(abs_srcdir)/tests/bench/evtx.sh

# Manual page, completion, and the documents for those who use the program. The rest of
# the documents are for those who change it: in the tarball only.
dist_man_MANS = %D%/cli/marslog.1
nobase_dist_doc_DATA = README.md LICENSE patterns/README.md report_templates/README.md \
	src/fleet/HISTORY.md
EXTRA_DIST += %D%/README.md %D%/record/FORMATS.md %D%/cli/marslog.bash bootstrap.sh \
	.ci/run .clang-format

bashcompdir = $(datadir)/bash-completion/completions
install-data-local:
	$(MKDIR_P) $(DESTDIR)$(bashcompdir)
	$(INSTALL_DATA) $(srcdir)/src/cli/marslog.bash $(DESTDIR)$(bashcompdir)/marslog
uninstall-local:
	rm -f $(DESTDIR)$(bashcompdir)/marslog
