/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>
#include <sys/socket.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-stage-family.h"
#include "devices/transport/ins-fd-transport.h"
#include "emulated-stage.h"

static void
parse_options (const char *protocol, const char *text, InsStageOptions *options)
{
  g_autofree char *address = g_strdup_printf ("%s:unix:/nowhere?%s", protocol, text);
  g_autoptr (GError) error = NULL;
  g_autoptr (InsUri) uri = NULL;

  ins_stage_options_init (options);
  if (*text == '\0')
    return;
  uri = ins_uri_parse (address, &error);
  g_assert_no_error (error);
  g_assert_true (ins_stage_options_parse (options, uri, &error));
  g_assert_no_error (error);
}

static EmulatedStage *
new_with_config (const char *protocol,
                 const InsSimConfig *config,
                 const char *bytes,
                 const char *options)
{
  EmulatedStage *self = g_new0 (EmulatedStage, 1);
  g_autoptr (InsTransport) transport = NULL;
  g_autoptr (GError) error = NULL;
  InsStageOptions parsed;
  int fds[2];

  self->controller = ins_sim_controller_new (protocol, config, NULL, &error);
  g_assert_no_error (error);
  ins_sim_controller_input (self->controller, (const guint8 *)bytes, strlen (bytes),
                            ins_clock_now_s ());
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  transport = ins_fd_transport_new_from_fd (fds[0], "the emulator");
  parse_options (protocol, options, &parsed);
  self->stage = ins_stage_family_find (protocol)->create (transport, &parsed);
  self->server = ins_sim_server_new (self->controller, fds[1]);
  ins_sim_server_start (self->server);

  return self;
}

static void
init_config (InsSimConfig *config)
{
  ins_sim_config_init (config);
  config->maximum_speed_mm_s = 100.0;
  config->acceleration_mm_s2 = 1000.0;
}

EmulatedStage *
emulated_stage_new (const char *protocol,
                    const char *variant,
                    const char *bytes,
                    const char *options)
{
  InsSimConfig config;

  init_config (&config);
  g_strlcpy (config.variant, variant, sizeof config.variant);

  return new_with_config (protocol, &config, bytes, options);
}

EmulatedStage *
emulated_stage_new_faulty (const char *protocol, const char *fault, const char *options)
{
  InsSimConfig config;

  init_config (&config);
  g_assert_true (ins_sim_fault_parse (fault, &config.fault, NULL));

  return new_with_config (protocol, &config, "", options);
}

void
emulated_stage_free (EmulatedStage *self)
{
  g_object_unref (self->stage);
  g_clear_pointer (&self->server, ins_sim_server_free);
  ins_sim_controller_free (self->controller);
  g_free (self);
}

char *
emulated_stage_ask_after (EmulatedStage *self, const char *bytes)
{
  char answer[256] = "";
  gsize n;

  ins_stage_close (self->stage);
  ins_clock_sleep_s (0.05); /* what it has written last is still on its way */
  g_clear_pointer (&self->server, ins_sim_server_free);
  ins_sim_controller_connect (self->controller, ins_clock_now_s ());
  ins_sim_controller_input (self->controller, (const guint8 *)bytes, strlen (bytes),
                            ins_clock_now_s ());
  n = ins_sim_controller_output (self->controller, ins_clock_now_s (), (guint8 *)answer,
                                 sizeof answer - 1);
  answer[n] = '\0';

  return g_strdup (answer);
}
