/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>
#include <sys/socket.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/simulated/ins-sim-server.h"
#include "devices/simulated/ins-sim-zaber.h"
#include "devices/stage/ins-zaber-stage.h"
#include "devices/transport/ins-fd-transport.h"

#define STAYS ((double)NAN)
#define MANY_POLLS 10000
#define STEP_MM 0.1000125 /* 2100 microsteps */
#define SPEED_MM_S 50.0

/* The driver at one end, the emulator at the other. */
typedef struct
{
  InsSimController *controller;
  InsSimServer *server;
  InsStage *stage;
} Rig;

static void
rig_init (Rig *rig, const char *variant)
{
  InsSimConfig config;
  InsStageOptions options;
  g_autoptr (GError) error = NULL;
  g_autoptr (InsTransport) transport = NULL;
  g_autoptr (InsUri) uri = NULL;
  int fds[2];

  ins_sim_config_init (&config);
  g_strlcpy (config.variant, variant, sizeof config.variant);
  rig->controller = ins_sim_controller_new ("zaber", &config, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  uri = ins_uri_parse ("zaber:x?x_um_per_step=0.047625&y_um_per_step=0.047625&"
                       "z_um_per_step=0.1240234375&y=-2&x=1&z=3",
                       &error);
  g_assert_true (ins_stage_options_parse (&options, uri, &error));
  if (*variant == '\0')
    for (guint i = 0; i < INS_N_AXES; i++)
      options.has_name[i] = FALSE;
  transport = ins_fd_transport_new_from_fd (fds[0], "emulator");
  rig->stage = ins_zaber_stage_new (transport, &options);
  rig->server = ins_sim_server_new (rig->controller, fds[1]);
  ins_sim_server_start (rig->server);
  g_assert_true (ins_stage_open (rig->stage, NULL, &error) || error != NULL);
  g_assert_no_error (error);
}

static void
move (Rig *rig, double x, double y)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  g_assert_true (
      ins_stage_move (rig->stage, &(InsPosition){ { x, y, STAYS } }, SPEED_MM_S, &error));
  for (guint i = 0; i < MANY_POLLS; i++)
    {
      g_assert_true (ins_stage_poll (rig->stage, &report, NULL));
      if (report.activity == INS_STAGE_IDLE)
        return;
      ins_clock_sleep_s (0.002);
    }
  g_assert_not_reached ();
}

static void
set_trigger (Rig *rig, InsAxis axis, double start_mm, double end_mm, double step_mm)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ins_stage_set_trigger (rig->stage, axis, start_mm, end_mm, step_mm, &error) ||
                 error != NULL);
  g_assert_no_error (error);
}

/* Ends the emulator's thread, so that its pulses may be read. */
static guint
rig_clear (Rig *rig, InsSimZaberPulse *pulses, guint n_max)
{
  guint n;

  ins_stage_close (rig->stage);
  ins_sim_server_free (rig->server);
  n = ins_sim_zaber_get_pulses (rig->controller, pulses, n_max);
  ins_sim_controller_free (rig->controller);
  g_object_unref (rig->stage);

  return n;
}

/* One pulse per pixel, each where it was wanted, from the first to the last and beyond. */
static void
check_line (const char *variant, InsAxis axis, double direction)
{
  const double start_mm = direction * 5.0;
  const double runway_mm = direction * 30.5 * STEP_MM;
  const double end_mm = start_mm + direction * 99.0 * STEP_MM;
  InsSimZaberPulse pulses[400];
  int sign = axis == INS_AXIS_Y ? -1 : 1; /* turned round */
  gboolean is_x = axis == INS_AXIS_X;
  InsStageInfo info;
  Rig rig;
  guint n;

  rig_init (&rig, variant);
  ins_stage_get_info (rig.stage, &info);
  g_assert_true (info.can_trigger);
  move (&rig, is_x ? start_mm - runway_mm : STAYS, is_x ? STAYS : start_mm - runway_mm);
  set_trigger (&rig, axis, start_mm, end_mm, STEP_MM);
  move (&rig, is_x ? end_mm + runway_mm : STAYS, is_x ? STAYS : end_mm + runway_mm);
  set_trigger (&rig, axis, 0.0, 0.0, 0.0);
  move (&rig, is_x ? 0.0 : STAYS, is_x ? STAYS : 0.0); /* none on the way back */
  n = rig_clear (&rig, pulses, G_N_ELEMENTS (pulses));
  g_assert_cmpuint (n, >=, 100 + 30 + 30);
  g_assert_cmpuint (n, <=, 100 + 30 + 31);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpfloat_with_epsilon (sign * pulses[30 + i].mm, start_mm + direction * i * STEP_MM,
                                    0.1 * STEP_MM);
}

static void
test_line (void)
{
  check_line ("", INS_AXIS_X, 1.0);
  check_line ("", INS_AXIS_Y, -1.0);
}

/* Newer firmware has another word for it. */
static void
test_chain (void)
{
  check_line ("chain", INS_AXIS_X, -1.0);
  check_line ("chain", INS_AXIS_Y, 1.0);
}

/* What would put pulses beside the pixels is refused with what to do instead. */
static void
test_refusals (void)
{
  g_autoptr (GError) error = NULL;
  Rig rig;

  rig_init (&rig, "");
  /* 20 mm of 0.1 mm: 2.5 um off at the end, more than a tenth of a pixel for 0.01 mm */
  g_assert_false (ins_stage_set_trigger (rig.stage, INS_AXIS_X, 5.0, 25.0, 0.01, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED);
  g_test_message ("%s", error->message);
  g_clear_error (&error);
  /* it stands at 0, half a pixel too near to the first pulse */
  g_assert_false (
      ins_stage_set_trigger (rig.stage, INS_AXIS_X, STEP_MM, 20.0 * STEP_MM, STEP_MM, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  g_test_message ("%s", error->message);
  g_clear_error (&error);
  /* and behind it */
  g_assert_false (ins_stage_set_trigger (rig.stage, INS_AXIS_X, -10.5 * STEP_MM, 20.0 * STEP_MM,
                                         STEP_MM, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  g_clear_error (&error);
  set_trigger (&rig, INS_AXIS_X, 0.5 * STEP_MM, 20.5 * STEP_MM, STEP_MM);
  g_assert_cmpuint (rig_clear (&rig, NULL, 0), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/zaber-trigger/line", test_line);
  g_test_add_func ("/zaber-trigger/chain", test_chain);
  g_test_add_func ("/zaber-trigger/refusals", test_refusals);

  return g_test_run ();
}
