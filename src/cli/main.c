/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>

#include "cli/ins-cli.h"
#include "core/ins-locale.h"

static const struct
{
  const char *name;
  InsCliMain main;
  const char *what;
} verbs[] = {
  { "scan", ins_cli_scan, N_ ("scan a part into a file") },
  { "validate", ins_cli_validate, N_ ("check recipe and rig, move nothing") },
  { "calibrate", ins_cli_calibrate, N_ ("measure latency and backlash of a rig") },
  { "info", ins_cli_info, N_ ("tell what is in a scan file") },
  { "export", ins_cli_export, N_ ("write a picture or table for other programs") },
  { "import", ins_cli_import, N_ ("make a scan file of another program's A-scans") },
  { "measure", ins_cli_measure, N_ ("distances, sizes, clusters, voids, thickness") },
  { "regate", ins_cli_regate,
    N_ ("evaluate a scan file with other gates, correct where lines lie") },
  { "saft", ins_cli_saft, N_ ("focus the A-scans by a synthetic aperture") },
  { "recover", ins_cli_recover, N_ ("complete a scan file that was cut short") },
  { "devices", ins_cli_devices, N_ ("list ports and cards of this computer") },
  { "stage", ins_cli_stage, N_ ("talk to a stage by hand") },
  { "simulate-stage", ins_cli_simulate_stage, N_ ("serve a simulated stage controller") },
};

static void
print_help (void (*print) (const char *format, ...))
{
  print ("%s\n  insonify-cli %s\n\n%s\n", _ ("Usage:"), _ ("COMMAND [OPTION…]"), _ ("Commands:"));
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    print ("  %-16s %s\n", verbs[i].name, _ (verbs[i].what));
  print (
      "\n%s\n",
      _ ("“insonify-cli COMMAND --help” tells more. Exit status: 0 done, 1 failed, 2 wrong call, "
         "recipe or plan, 3 device lost, 4 stopped by the user."));
}

static InsCliStatus
run (int argc, char **argv)
{
  if (argc < 2)
    {
      print_help (g_printerr);
      return INS_CLI_WRONG;
    }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    {
      print_help (g_print);
      return INS_CLI_DONE;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      g_print ("insonify-cli %s\n", PACKAGE_VERSION);
      return INS_CLI_DONE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (argv[1], verbs[i].name))
      return verbs[i].main (argv + 1);

  ins_cli_complain (_ ("There is no command “%s”. Try “insonify-cli --help”."), argv[1]);

  return INS_CLI_WRONG;
}

int
main (int argc, char **argv)
{
  InsCliStatus status;

  ins_locale_init ();
  g_set_prgname ("insonify-cli");

  ins_cli_signals_start ();
  status = run (argc, argv);
  ins_cli_signals_end ();
  if (fflush (stdout) != 0 || ferror (stdout))
    {
      ins_cli_complain (_ ("The results could not be written: %s."), g_strerror (errno));
      status = status == INS_CLI_DONE ? INS_CLI_FAILED : status;
    }

  return (int)status;
}
