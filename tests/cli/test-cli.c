/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>

#include "cli-program.h"

static const char recipe_text[] = "[Scan]\nName=Small\nScanAxis=Y\nIndexAxis=X\nStartMm=10;10;0\n"
                                  "ScanLengthMm=3\nIndexLengthMm=2\nScanStepMm=0.1\n"
                                  "IndexStepMm=0.2\nSpeedMmPerS=20\n"
                                  "[Acquisition]\nPrfHz=1000\nSamples=256\n";

typedef struct
{
  const char *command;
  int status;
  const char *says; /* in stderr, or in stdout where the status is 0 */
} ExitCode;

static const ExitCode file_exit_codes[] = {
  { "", 2, "Usage:" },
  { "--help", 0, "simulate-stage" },
  { "--version", 0, "insonify-cli " },
  { "dance", 2, "dance" },
  { "scan --help", 0, "--resume" },
  { "scan", 2, "RECIPE" },
  { "scan recipe", 2, "-o" },
  { "scan recipe other -o x.nde", 2, "too many" },
  { "scan recipe -o x.nde --nonsense", 2, "nonsense" },
  { "scan missing -o x.nde", 2, "missing" },
  { "scan wrong -o x.nde", 2, "Colour" },
  { "scan recipe -o x.nde --stage tram", 2, "tram" },
  { "scan recipe -o x.nde --stage grbl:tcp:host", 2, "tcp:HOST:PORT" },
  { "scan recipe -o x.nde --stage 'sim?colour=red'", 2, "colour" },
  { "scan recipe -o x.nde --digitizer tram", 2, "tram" },
  { "scan recipe -o x.nde --rig missing", 2, "missing" },
  { "scan recipe -o x.nde --resume", 1, "x.nde" },
  { "scan recipe -o recipe", 1, "exists already" },
  { "scan recipe -o x.nde --stage grbl:unix:nowhere", 1, "nowhere" },
  { "scan far -o x.nde", 2, "leaves Y" },
  { "validate", 2, "RECIPE" },
  { "validate recipe", 0, "ok: " },
  { "validate far", 2, "" },
  { "validate wrong", 2, "Colour" },
  { "info", 2, "FILE" },
  { "info missing.nde", 1, "missing.nde" },
  { "info recipe", 1, "recipe" },
  { "export missing.nde", 2, "-o" },
  { "export missing.nde -o x.png", 1, "missing.nde" },
  { "calibrate recipe --save", 2, "--rig" },
  { "regate x.nde -o y.nde", 2, "--latency-ms" },
  { "regate x.nde --latency-ms 1,5 -o y.nde", 2, "1,5" },
  { "regate missing.nde --gates recipe -o y.nde", 1, "missing.nde" },
  { "recover", 2, "FILE.nde" },
  { "recover missing.nde", 1, "missing.nde" },
};

static const ExitCode device_exit_codes[] = {
  { "devices", 0, "sim" },
  { "devices now", 2, "too many" },
  { "stage", 2, "URI" },
  { "stage sim", 2, "URI" },
  { "stage sim dance", 2, "dance" },
  { "stage sim move 1 2", 2, "3 arguments" },
  { "stage sim move 1 2 3 4", 2, "too many" },
  { "stage sim move 1 2 3,5", 2, "3,5" },
  { "stage sim move 1 2 nan", 2, "nan" },
  { "stage sim jog A 1", 2, "axis" },
  { "stage sim jog X far", 2, "far" },
  { "stage --speed 0 sim jog X 1", 2, "speed" },
  { "stage tram position", 2, "tram" },
  { "stage sim identify", 0, "protocol grbl" },
  { "stage sim position", 0, "X 0.000 Y 0.000 Z 0.000" },
  { "stage sim move -5 2.5 -1", 0, "X -5.000 Y 2.500 Z -1.000" },
  { "stage sim move 1000 0 0", 1, "X axis" },
  { "stage sim jog z 1.5", 0, "X 0.000 Y 0.000 Z 1.500" },
  { "stage sim stop", 0, "X 0.000 Y 0.000 Z 0.000" },
  { "stage grbl:unix:nowhere position", 1, "nowhere" },
  { "simulate-stage", 2, "--protocol" },
  { "simulate-stage --protocol grbl", 2, "--listen" },
  { "simulate-stage --protocol morse --listen unix:x", 2, "morse" },
  { "simulate-stage --protocol grbl --listen carrier:x", 2, "carrier" },
  { "simulate-stage --protocol grbl --listen unix:x --fault tears", 2, "tears" },
};

static void
check_exit_codes (const ExitCode *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_auto (Result) result = run (cases[i].command);

      g_assert_cmpint (result.status, ==, cases[i].status);
      g_assert_nonnull (strstr (result.status == 0 ? result.out : result.err, cases[i].says));
      /* results and messages are kept apart */
      if (result.status != 0 && !g_str_has_prefix (cases[i].command, "validate"))
        g_assert_cmpstr (result.out, ==, "");
    }
  g_assert_false (has_file ("x.nde"));
}

static void
test_exit_codes (void)
{
  check_exit_codes (file_exit_codes, G_N_ELEMENTS (file_exit_codes));
  check_exit_codes (device_exit_codes, G_N_ELEMENTS (device_exit_codes));
}

static void
assert_info (const char *name, gint64 n_done, gboolean complete)
{
  g_autofree char *command = g_strdup_printf ("info --json %s", name);
  g_auto (Result) result = run (command);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object;

  node = json_from_string (result.out, &error);
  g_assert_no_error (error);
  object = json_node_get_object (node);
  if (n_done >= 0)
    g_assert_cmpint (json_object_get_int_member (object, "n_lines_done"), ==, n_done);
  g_assert_cmpint (json_object_get_boolean_member (object, "complete"), ==, complete);
  g_assert_true (json_object_get_boolean_member (object, "simulated"));
  g_assert_cmpint (json_object_get_int_member (object, "n_columns"), ==, 30);
  g_assert_cmpfloat (json_object_get_double_member (object, "scan_step_mm"), ==, 0.1);
}

static void
test_scan (void)
{
  static const char *const endings[] = { "png", "tif", "npy", "gsf", "csv", "vti" };
  g_auto (Result) result = run ("scan recipe -o small.nde");
  g_auto (Result) again = { 0 };
  g_auto (Result) recovered = { 0 };
  g_auto (Result) regated = { 0 };
  g_auto (Result) text = { 0 };

  g_assert_cmpint (result.status, ==, 0);
  g_assert_nonnull (strstr (result.out, "small.nde: 10 of 10 lines"));
  g_assert_nonnull (strstr (result.err, "100 %, line 10 of 10"));
  assert_info ("small.nde", 10, TRUE);
  text = run ("info small.nde");
  g_assert_nonnull (strstr (text.out, "\nregistration_text Line to line, same direction: "));
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *name = g_strdup_printf ("small.%s", endings[i]);
      g_autofree char *command = g_strdup_printf ("export small.nde -o %s --plane %s", name,
                                                  i % 2 == 0 ? "registration" : "tof");
      g_auto (Result) exported = run (command);

      g_assert_cmpint (exported.status, ==, 0);
      g_assert_true (has_file (name));
      drop_file (name);
    }
  recovered = run ("recover small.nde");
  g_assert_cmpint (recovered.status, ==, 0);
  g_assert_nonnull (strstr (recovered.out, "lines 10\ncomplete yes\n"));
  again = run ("scan recipe -o small.nde --quiet");
  g_assert_cmpint (again.status, ==, 1);
  regated = run ("regate small.nde --gates recipe --latency-ms 1 -o regated.nde");
  g_assert_nonnull (
      strstr (regated.out, "regated.nde: 10 of 10 lines\nCorrected to a latency of 1 ms"));
  drop_file ("small.nde");
  drop_file ("regated.nde");
}

static void
test_quiet (void)
{
  g_auto (Result) result = run ("scan recipe -o quiet.nde --quiet");

  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpstr (result.out, ==, "");
  g_assert_cmpstr (result.err, ==, "");
  drop_file ("quiet.nde");
}

/* Reads stderr up to the line that says that the first line is in. */
static char *
wait_for_line (GInputStream *stream, const char *wanted)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (stream);
  g_autoptr (GError) error = NULL;
  char *line;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  g_buffered_input_stream_set_buffer_size (G_BUFFERED_INPUT_STREAM (lines), 1);
  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, &error)) != NULL)
    {
      if (strstr (line, wanted) != NULL)
        return line;
      g_free (line);
    }
  g_assert_no_error (error);
  g_assert_not_reached ();
}

static void
test_stop_and_resume (void)
{
  static const int numbers[] = { SIGINT, SIGTERM };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (GSubprocess) process = spawn (
          i == 0 ? "scan slow -o stopped.nde" : "scan slow -o stopped.nde --resume",
          G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, "C.UTF-8");
      g_autofree char *line = wait_for_line (g_subprocess_get_stderr_pipe (process),
                                             i == 0 ? "%, line 10 of" : "%, line 20 of");
      g_auto (Result) result = { 0 };

      g_assert_nonnull (line);
      g_subprocess_send_signal (process, numbers[i]);
      result = finish (process);
      g_assert_cmpint (result.status, ==, 4);
      g_assert_nonnull (strstr (result.err, "--resume"));
      assert_info ("stopped.nde", -1, FALSE);
    }
  {
    g_auto (Result) other = run ("scan recipe -o stopped.nde --resume");

    g_assert_cmpint (other.status, ==, 2);
  }
  drop_file ("stopped.nde");
}

/* A server on its own, as another program or a virtual machine uses it. */
static GSubprocess *
serve (const char *options, char **address)
{
  g_autofree char *command = g_strdup_printf (
      "simulate-stage --protocol grbl --listen unix:%s/stage %s", cli_program_get_folder (),
      options);
  GSubprocess *process = spawn (command, G_SUBPROCESS_FLAGS_STDOUT_PIPE, "C.UTF-8");
  g_autofree char *line = wait_for_line (g_subprocess_get_stdout_pipe (process),
                                         "listening on unix:");

  *address = g_strdup_printf ("grbl:%s", line + strlen ("listening on "));

  return process;
}

static void
end_server (GSubprocess *process)
{
  g_subprocess_send_signal (process, SIGTERM);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 4);
}

static void
test_stage_server (void)
{
  static const struct
  {
    const char *verb;
    const char *out;
  } cases[] = {
    { "identify", "name Grbl 1.1h\n" },
    { "move 12.5 -3 4", "X 12.500 Y -3.000 Z 4.000\n" },
    { "position", "X 12.500 Y -3.000 Z 4.000\n" }, /* of another connection */
    { "home", "X " },
  };
  g_autofree char *address = NULL;
  g_autoptr (GSubprocess) server = serve ("--seed 7", &address);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *command = g_strdup_printf ("stage %s %s", address, cases[i].verb);
      g_auto (Result) result = run (command);

      g_assert_cmpint (result.status, ==, 0);
      g_assert_true (g_str_has_prefix (result.out, cases[i].out));
    }
  end_server (server);
}

static void
test_signal_stops_the_stage (void)
{
  g_autofree char *address = NULL;
  g_autofree char *command = NULL;
  g_autofree char *where = NULL;
  g_autoptr (GSubprocess) server = serve ("", &address);
  g_autoptr (GSubprocess) process = NULL;
  g_auto (Result) result = { 0 };
  g_auto (Result) after = { 0 };

  command = g_strdup_printf ("stage --speed 1 %s move 200 0 0", address);
  process = spawn (command, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                   "C.UTF-8");
  g_usleep (700000); /* 200 s to go: whenever the signal comes, it comes in time */
  g_subprocess_send_signal (process, SIGINT);
  result = finish (process);
  g_assert_cmpint (result.status, ==, 4);
  where = g_strdup_printf ("stage %s position", address);
  after = run (where);
  g_assert_cmpint (after.status, ==, 0);
  if (*result.out != '\0') /* it had begun to move: there it stands */
    g_assert_cmpstr (after.out, ==, result.out);
  end_server (server);
}

static void
test_lost_in_the_middle (void)
{
  g_autofree char *address = NULL;
  g_autofree char *command = NULL;
  g_autoptr (GSubprocess) server = serve ("--fault silence=1", &address);
  g_auto (Result) result = { 0 };

  command = g_strdup_printf ("scan slow -o lost.nde --stage %s", address);
  result = run (command);
  g_assert_cmpint (result.status, ==, 3);
  assert_info ("lost.nde", -1, FALSE);
  end_server (server);
  drop_file ("lost.nde");
}

/* Numbers keep their point where people write a comma. The locale is made here, because hardly any
 * test machine has one. */
static void
test_comma_locale (void)
{
  g_autofree char *path = g_build_filename (cli_program_get_folder (), "de_DE.UTF-8", NULL);
  const char *const localedef[] = { "localedef", "--no-archive", "-c", "-i", "de_DE",
                                    "-f",        "UTF-8",        path, NULL };
  g_autoptr (GSubprocess) process = g_subprocess_newv (
      localedef, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);
  g_auto (Result) scan = { 0 };
  g_auto (Result) info = { 0 };
  g_auto (Result) move = { 0 };

  if (process == NULL || !g_subprocess_wait (process, NULL, NULL) ||
      !g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("localedef cannot make de_DE.UTF-8 here");
      return;
    }
  g_setenv ("LOCPATH", cli_program_get_folder (), TRUE);
  move = run_in ("stage sim move 1.25 -0.5 0", "de_DE.UTF-8");
  g_assert_cmpint (move.status, ==, 0);
  g_assert_cmpstr (move.out, ==, "X 1.250 Y -0.500 Z 0.000\n");
  scan = run_in ("scan recipe -o comma.nde --quiet", "de_DE.UTF-8");
  g_assert_cmpint (scan.status, ==, 0);
  info = run_in ("info --json comma.nde", "de_DE.UTF-8");
  g_assert_nonnull (strstr (info.out, "\"index_step_mm\" : 0.2"));
  g_unsetenv ("LOCPATH");
  assert_info ("comma.nde", 10, TRUE);
  drop_file ("comma.nde");
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  cli_program_begin (argv[1]);
  put_file ("recipe", recipe_text);
  put_file ("wrong", "[Scan]\nColour=red\n");
  put_file ("far", "[Scan]\nStartMm=10;10;0\nScanLengthMm=900\nIndexLengthMm=2\nScanStepMm=1\n");
  put_file ("slow", "[Scan]\nStartMm=10;10;0\nScanLengthMm=3\nIndexLengthMm=20\nScanStepMm=0.1\n"
                    "IndexStepMm=0.2\nSpeedMmPerS=20\n[Acquisition]\nPrfHz=1000\nSamples=256\n");

  g_test_add_func ("/cli/exit-codes", test_exit_codes);
  g_test_add_func ("/cli/scan", test_scan);
  g_test_add_func ("/cli/quiet", test_quiet);
  g_test_add_func ("/cli/stop-and-resume", test_stop_and_resume);
  g_test_add_func ("/cli/stage-server", test_stage_server);
  g_test_add_func ("/cli/signal-stops-the-stage", test_signal_stops_the_stage);
  g_test_add_func ("/cli/lost-in-the-middle", test_lost_in_the_middle);
  g_test_add_func ("/cli/comma-locale", test_comma_locale);
  status = g_test_run ();

  cli_program_end ();

  return status;
}
