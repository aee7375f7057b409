# SPDX-License-Identifier: MIT
# The program is main.c on top of one library, so that tests, fuzz targets and
# benches link the same objects.

noinst_LIBRARIES += libmarslog.a
libmarslog_a_SOURCES = $(ML_BASE) $(ML_INPUT) $(ML_RECORD) $(ML_CATALOGUE) $(ML_MATCH) \
	$(ML_CASE) $(ML_FACTS) $(ML_DIAGNOSE) $(ML_REPORT) $(ML_SCAN) $(ML_CLI)

ML_BASE = %D%/base/attr.h %D%/base/ban.h %D%/base/arena.c %D%/base/arena.h \
	%D%/base/buf.c %D%/base/buf.h %D%/base/err.c %D%/base/err.h \
	%D%/base/str.c %D%/base/str.h %D%/base/time.c %D%/base/time.h
ML_INPUT =
ML_RECORD =
ML_CATALOGUE = %D%/catalogue/catalogue.c %D%/catalogue/catalogue.h \
	%D%/catalogue/check.c %D%/catalogue/check.h %D%/catalogue/condition.c \
	%D%/catalogue/entry.c %D%/catalogue/literal.c %D%/catalogue/literal.h \
	%D%/catalogue/names.c %D%/catalogue/names.h %D%/catalogue/pack.c \
	%D%/catalogue/pack.h %D%/catalogue/phrase.c %D%/catalogue/phrase.h \
	%D%/catalogue/read.c %D%/catalogue/read.h %D%/catalogue/xml.c %D%/catalogue/xml.h
ML_MATCH =
ML_CASE = %D%/case/case.h
ML_FACTS = %D%/facts/agentinfo.c %D%/facts/certutil.c %D%/facts/defender.c \
	%D%/facts/derive.c %D%/facts/diagreport.c %D%/facts/diskinfo.c %D%/facts/dotnet.c \
	%D%/facts/dpminfo.c %D%/facts/environment.c %D%/facts/eventcsv.c \
	%D%/facts/execpolicy.c %D%/facts/facts.c %D%/facts/facts.h %D%/facts/features.c \
	%D%/facts/filters.c %D%/facts/form.c %D%/facts/jobhistory.c %D%/facts/listing.c \
	%D%/facts/msinfo.c %D%/facts/msrow.c %D%/facts/msrow.h %D%/facts/netcheck.c \
	%D%/facts/products.c %D%/facts/products.h %D%/facts/programs.c \
	%D%/facts/proxyconfig.c %D%/facts/reader.h %D%/facts/reg.c %D%/facts/reg.h \
	%D%/facts/reg_agent.c %D%/facts/reg_dotnet.c %D%/facts/reg_host.c \
	%D%/facts/reg_policy.c %D%/facts/reg_proxy.c %D%/facts/reg_reboot.c \
	%D%/facts/reg_schannel.c %D%/facts/reg_services.c %D%/facts/reg_uninstall.c \
	%D%/facts/regtext.c %D%/facts/rootcause.c %D%/facts/row.c %D%/facts/row.h \
	%D%/facts/sanpolicy.c %D%/facts/schtasks.c %D%/facts/service.c %D%/facts/service.h \
	%D%/facts/services.c %D%/facts/software.c %D%/facts/software.h %D%/facts/stamp.c \
	%D%/facts/stamp.h %D%/facts/stripchart.c %D%/facts/task.c %D%/facts/task.h \
	%D%/facts/tempcount.c %D%/facts/text.c %D%/facts/text.h %D%/facts/volume.c \
	%D%/facts/volume.h %D%/facts/vssadmin.c %D%/facts/vsspss.c %D%/facts/w32status.c \
	%D%/facts/w32zone.c %D%/facts/wabinfo.c %D%/facts/winhttp.c %D%/facts/words.c \
	%D%/facts/words.h %D%/facts/xmltext.c %D%/facts/xmltext.h
ML_DIAGNOSE = %D%/diagnose/result.h
ML_REPORT = %D%/report/axis.c %D%/report/axis.h %D%/report/casexml.c \
	%D%/report/casexml.h %D%/report/element.c %D%/report/element.h %D%/report/html.c \
	%D%/report/html.h %D%/report/pen.c \
	%D%/report/pen.h %D%/report/text.c %D%/report/text.h %D%/report/texts.c \
	%D%/report/texts.h %D%/report/utf8.c %D%/report/utf8.h %D%/report/width.c \
	%D%/report/width.h %D%/report/words.c %D%/report/words.h %D%/report/xml.c \
	%D%/report/xml.h
ML_SCAN =
ML_CLI =

bin_PROGRAMS += marslog
marslog_SOURCES = %D%/cli/main.c
marslog_LDADD = libmarslog.a
