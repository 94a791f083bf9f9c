/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "devices/simulated/ins-sim-server.h"
#include "devices/simulated/ins-sim-stage.h"
#include "devices/stage/ins-proxy-stage.h"
#include "devices/stage/ins-stage-family.h"
#include "devices/transport/ins-fd-transport.h"

/* The ordinary driver at one end of a socket pair, the emulator at the other. Each open() makes a
 * new pair and a new driver, as a cable that is plugged in again. */
struct _InsSimStage
{
  InsProxyStage parent_instance;

  const InsStageFamily *family; /* read-only after new */
  InsSimController *controller; /* server thread while there is a server, else the owner */
  InsSimServer *server;         /* owner */
};

#define INS_TYPE_SIM_STAGE (ins_sim_stage_get_type ())
G_DECLARE_FINAL_TYPE (InsSimStage, ins_sim_stage, INS, SIM_STAGE, InsProxyStage)

G_DEFINE_FINAL_TYPE (InsSimStage, ins_sim_stage, INS_TYPE_PROXY_STAGE)

/* As a person would have written them into the address. */
static gboolean
get_driver_options (InsSimStage *self, InsStageOptions *options, GError **error)
{
  const char *written = ins_sim_controller_get_address_options (self->controller);
  g_autofree char *address = g_strdup_printf ("%s:sim?%s", self->family->protocol, written);
  g_autoptr (InsUri) uri = NULL;

  ins_stage_options_init (options);
  if (*written == '\0')
    return TRUE;
  uri = ins_uri_parse (address, error);

  return uri != NULL && ins_stage_options_parse (options, uri, error);
}

static InsStage *
sim_stage_open_driver (InsProxyStage *stage, GCancellable *cancellable, GError **error)
{
  InsSimStage *self = INS_SIM_STAGE (stage);
  g_autoptr (InsTransport) transport = NULL;
  g_autoptr (InsStage) driver = NULL;
  InsStageOptions options;
  int fds[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_IO,
                   _ ("The simulated stage cannot be started: %s."), g_strerror (errno));
      return NULL;
    }
  if (!get_driver_options (self, &options, error))
    {
      close (fds[0]);
      close (fds[1]);
      return NULL;
    }
  transport = ins_fd_transport_new_from_fd (fds[0], _ ("the simulated stage"));
  driver = self->family->create (transport, &options);
  self->server = ins_sim_server_new (self->controller, fds[1]);
  ins_sim_server_start (self->server);

  if (!ins_stage_open (driver, cancellable, error))
    {
      ins_stage_close (driver);
      g_clear_pointer (&self->server, ins_sim_server_free);
      return NULL;
    }

  return g_steal_pointer (&driver);
}

static void
sim_stage_closed (InsProxyStage *stage)
{
  g_clear_pointer (&INS_SIM_STAGE (stage)->server, ins_sim_server_free);
}

static void
sim_stage_complete_info (InsProxyStage *stage, InsStageInfo *info)
{
  info->is_simulated = TRUE;
}

static void
ins_sim_stage_finalize (GObject *object)
{
  ins_sim_controller_free (INS_SIM_STAGE (object)->controller);

  G_OBJECT_CLASS (ins_sim_stage_parent_class)->finalize (object);
}

static void
ins_sim_stage_class_init (InsSimStageClass *klass)
{
  InsProxyStageClass *proxy_class = INS_PROXY_STAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ins_sim_stage_finalize;
  proxy_class->open_driver = sim_stage_open_driver;
  proxy_class->closed = sim_stage_closed;
  proxy_class->complete_info = sim_stage_complete_info;
}

static void
ins_sim_stage_init (InsSimStage *self)
{
}

InsStage *
ins_sim_stage_new (const InsUri *uri, InsSimBench *bench, GError **error)
{
  const char *protocol = ins_uri_get_text (uri, "protocol");
  g_autoptr (InsSimController) controller = NULL;
  InsSimConfig config;
  InsSimStage *self;

  ins_sim_config_init (&config);
  if (uri->rest[0] != '\0')
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
                   _ ("“%s” is not a simulated stage. Write “sim” and options behind a question "
                      "mark, such as sim?latency_ms=5."),
                   uri->text);
      return NULL;
    }
  if (!ins_sim_config_read (&config, uri, error))
    return NULL;
  controller = ins_sim_controller_new (protocol != NULL ? protocol : "grbl", &config, bench, error);
  if (controller == NULL)
    return NULL;

  self = g_object_new (INS_TYPE_SIM_STAGE, NULL);
  self->family = ins_stage_family_find (ins_sim_controller_get_family (controller));
  self->controller = g_steal_pointer (&controller);

  return INS_STAGE (self);
}
