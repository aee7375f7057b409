# SPDX-License-Identifier: MIT
# Installed beside README.md as they are, but for the place of the program.
ML_PLACED = %D%/systemd/marslog-batch.service %D%/cron/marslog
EXTRA_DIST += %D%/systemd/marslog-batch.service.in %D%/cron/marslog.in
CLEANFILES += $(ML_PLACED)
noinst_DATA += $(ML_PLACED)

%D%/systemd/marslog-batch.service: %D%/systemd/marslog-batch.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) %D%/systemd && \
	sed 's,@bindir@,$(bindir),' $(srcdir)/%D%/systemd/marslog-batch.service.in >$@
%D%/cron/marslog: %D%/cron/marslog.in Makefile
	$(AM_V_GEN)$(MKDIR_P) %D%/cron && \
	sed 's,@bindir@,$(bindir),' $(srcdir)/%D%/cron/marslog.in >$@

nobase_dist_doc_DATA += %D%/README.md %D%/systemd/marslog-batch.timer \
	%D%/systemd/marslog.sysusers %D%/slurm/shard.sbatch %D%/slurm/merge.sbatch \
	%D%/kubernetes/marslog.yaml
nobase_nodist_doc_DATA = $(ML_PLACED)
contribslurmdir = $(docdir)/contrib/slurm
dist_contribslurm_SCRIPTS = %D%/slurm/submit.sh
