/* bench-stage.c - how often each family's controller can be asked where it is, and what that costs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The driver here, its emulator in a process of its own behind a UNIX socket, which costs next to
 * nothing: what is counted is the protocol and the driver, not a serial line.
 */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>

#include "bench.h"
#include "core/ins-clock.h"
#include "devices/ins-rig.h"
#include "devices/stage/ins-stage-family.h"

#define ROUND_TRIPS_S 2.0
#define POLLING_S 4.0
#define QUERIES_HZ 50.0
#define MOVE_TO_MM 100.0
#define MOVE_MM_S 20.0 /* longer than POLLING_S */

typedef struct
{
  GSubprocess *process;
  GDataInputStream *said;
  char *socket;
  InsRig *rig;
  InsStage *stage;
} Emulated;

/* Starts the emulator and connects to the address that it prints. */
static void
emulated_init (Emulated *self, const char *protocol, const char *folder)
{
  g_autofree char *name = g_strdup_printf ("%s.sock", protocol);
  g_autofree char *where = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  self->socket = g_build_filename (folder, name, NULL);
  where = g_strconcat ("unix:", self->socket, NULL);
  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, INSONIFY_CLI,
                                    "simulate-stage", "--protocol", protocol, "--listen", where,
                                    NULL);
  if (self->process == NULL)
    g_error ("%s", error->message);
  self->said = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  do
    {
      g_free (line);
      line = g_data_input_stream_read_line (self->said, NULL, NULL, NULL);
    }
  while (line != NULL && !g_str_has_prefix (line, "stage "));
  if (line == NULL)
    g_error ("The emulator of %s did not start.", protocol);
  self->rig = ins_rig_new (NULL, line + strlen ("stage "), "sim:coin", &error);
  if (self->rig == NULL || !ins_stage_open (self->rig->stage, NULL, &error))
    g_error ("%s: %s", protocol, error->message);
  self->stage = self->rig->stage;
}

static void
emulated_clear (Emulated *self)
{
  ins_stage_close (self->stage);
  ins_rig_unref (self->rig);
  g_subprocess_send_signal (self->process, SIGTERM);
  if (!g_subprocess_wait (self->process, NULL, NULL))
    g_subprocess_force_exit (self->process);
  g_object_unref (self->said);
  g_object_unref (self->process);
  g_unlink (self->socket);
  g_free (self->socket);
}

static void
poll_once (InsStage *stage)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  if (!ins_stage_poll (stage, &report, &error))
    g_error ("%s", error->message);
}

static double
count_round_trips (InsStage *stage)
{
  double start_s = ins_clock_now_s ();
  guint n = 0;

  for (; ins_clock_now_s () - start_s < ROUND_TRIPS_S; n++)
    poll_once (stage);

  return n / (ins_clock_now_s () - start_s);
}

/* In motion, as during a scan. */
static double
measure_cpu (InsStage *stage)
{
  const InsPosition target = { { MOVE_TO_MM, (double)NAN, (double)NAN } };
  g_autoptr (GError) error = NULL;
  double start_s, cpu_s;

  if (!ins_stage_move (stage, &target, MOVE_MM_S, &error) &&
      (!ins_stage_unlock (stage, NULL) || !ins_stage_move (stage, &target, MOVE_MM_S, NULL)))
    g_error ("%s", error->message);
  start_s = ins_clock_now_s ();
  cpu_s = bench_cpu_s ();
  for (guint i = 1; i <= (guint)(POLLING_S * QUERIES_HZ); i++)
    {
      poll_once (stage);
      ins_clock_sleep_until_s (start_s + i / QUERIES_HZ);
    }

  return (bench_cpu_s () - cpu_s) / (ins_clock_now_s () - start_s);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("insonify-bench-XXXXXX", &error);

  if (folder == NULL)
    g_error ("%s", error->message);
  for (const char *const *name = ins_stage_family_names (); *name != NULL; name++)
    {
      g_autofree char *trips = g_strdup_printf ("stage.%s.round_trips_per_s", *name);
      g_autofree char *cpu = g_strdup_printf ("stage.%s.cpu_percent_at_50hz", *name);
      Emulated emulated;

      emulated_init (&emulated, *name, folder);
      bench_print (trips, count_round_trips (emulated.stage), "1/s");
      bench_print (cpu, 100.0 * measure_cpu (emulated.stage), "%");
      emulated_clear (&emulated);
    }
  g_rmdir (folder);

  return 0;
}
