/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "core/ins-lock.h"
#include "devices/simulated/ins-sim-server.h"
#include "devices/simulated/ins-sim-stage.h"
#include "devices/stage/ins-stage-family.h"
#include "devices/transport/ins-fd-transport.h"

/* The ordinary driver at one end of a socket pair, the emulator at the other. Each open() makes a
 * new pair and a new driver, as a cable that is plugged in again.
 *
 * Threads: the motion worker owns the stage; stop() comes from any thread and takes a reference to
 * the driver under the lock, which is held for that only.
 */
struct _InsSimStage
{
  GObject parent_instance;

  const InsStageFamily *family; /* read-only after new */
  InsSimController *controller; /* server thread while there is a server, else the owner */
  InsSimServer *server;         /* owner */
  InsLock lock;
  InsStage *driver; /* lock; NULL while closed */
};

#define INS_TYPE_SIM_STAGE (ins_sim_stage_get_type ())
G_DECLARE_FINAL_TYPE (InsSimStage, ins_sim_stage, INS, SIM_STAGE, GObject)

static void ins_sim_stage_iface_init (InsStageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (InsSimStage,
                               ins_sim_stage,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INS_TYPE_STAGE, ins_sim_stage_iface_init))

/* (transfer full) (nullable) */
static InsStage *
ref_driver (InsSimStage *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return self->driver != NULL ? g_object_ref (self->driver) : NULL;
}

static InsStage *
steal_driver (InsSimStage *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return g_steal_pointer (&self->driver);
}

/* As a controller whose cable is out. */
static InsStage *
require_driver (InsSimStage *self, GError **error)
{
  InsStage *driver = ref_driver (self);

  if (driver == NULL)
    g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
                         _ ("The simulated stage is not connected. Connect to it first."));

  return driver;
}

static void
sim_stage_close (InsStage *stage)
{
  InsSimStage *self = INS_SIM_STAGE (stage);
  g_autoptr (InsStage) driver = steal_driver (self);

  if (driver != NULL)
    ins_stage_close (driver);
  g_clear_pointer (&self->server, ins_sim_server_free);
}

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

static gboolean
sim_stage_open (InsStage *stage, GCancellable *cancellable, GError **error)
{
  InsSimStage *self = INS_SIM_STAGE (stage);
  g_autoptr (InsTransport) transport = NULL;
  g_autoptr (InsStage) driver = NULL;
  InsStageOptions options;
  int fds[2];

  sim_stage_close (stage);
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_IO,
                   _ ("The simulated stage cannot be started: %s."), g_strerror (errno));
      return FALSE;
    }
  if (!get_driver_options (self, &options, error))
    {
      close (fds[0]);
      close (fds[1]);
      return FALSE;
    }
  transport = ins_fd_transport_new_from_fd (fds[0], _ ("the simulated stage"));
  driver = self->family->create (transport, &options);
  self->server = ins_sim_server_new (self->controller, fds[1]);
  ins_sim_server_start (self->server);

  if (!ins_stage_open (driver, cancellable, error))
    {
      ins_stage_close (driver);
      g_clear_pointer (&self->server, ins_sim_server_free);
      return FALSE;
    }
  ins_lock_acquire (&self->lock);
  self->driver = g_steal_pointer (&driver);
  ins_lock_release (&self->lock);

  return TRUE;
}

static void
sim_stage_get_info (InsStage *stage, InsStageInfo *info)
{
  g_autoptr (InsStage) driver = ref_driver (INS_SIM_STAGE (stage));

  *info = (InsStageInfo){ 0 };
  if (driver != NULL)
    ins_stage_get_info (driver, info);
  info->is_simulated = TRUE;
}

static gboolean
sim_stage_poll (InsStage *stage, InsStageReport *report, GError **error)
{
  g_autoptr (InsStage) driver = require_driver (INS_SIM_STAGE (stage), error);

  if (driver == NULL)
    {
      *report = (InsStageReport){ .activity = INS_STAGE_UNKNOWN };
      return FALSE;
    }

  return ins_stage_poll (driver, report, error);
}

static gboolean
sim_stage_move (InsStage *stage, const InsPosition *target, double speed_mm_s, GError **error)
{
  g_autoptr (InsStage) driver = require_driver (INS_SIM_STAGE (stage), error);

  return driver != NULL && ins_stage_move (driver, target, speed_mm_s, error);
}

static gboolean
sim_stage_jog (InsStage *stage, InsAxis axis, double distance_mm, double speed_mm_s, GError **error)
{
  g_autoptr (InsStage) driver = require_driver (INS_SIM_STAGE (stage), error);

  return driver != NULL && ins_stage_jog (driver, axis, distance_mm, speed_mm_s, error);
}

static gboolean
sim_stage_jog_hold (InsStage *stage,
                    InsAxis axis,
                    int direction,
                    double speed_mm_s,
                    double ahead_s,
                    GError **error)
{
  g_autoptr (InsStage) driver = require_driver (INS_SIM_STAGE (stage), error);

  return driver != NULL && ins_stage_jog_hold (driver, axis, direction, speed_mm_s, ahead_s, error);
}

static gboolean
sim_stage_jog_cancel (InsStage *stage, GError **error)
{
  g_autoptr (InsStage) driver = require_driver (INS_SIM_STAGE (stage), error);

  return driver != NULL && ins_stage_jog_cancel (driver, error);
}

static gboolean
sim_stage_home (InsStage *stage, GError **error)
{
  g_autoptr (InsStage) driver = require_driver (INS_SIM_STAGE (stage), error);

  return driver != NULL && ins_stage_home (driver, error);
}

static gboolean
sim_stage_unlock (InsStage *stage, GError **error)
{
  g_autoptr (InsStage) driver = require_driver (INS_SIM_STAGE (stage), error);

  return driver != NULL && ins_stage_unlock (driver, error);
}

static gboolean
sim_stage_set_trigger (InsStage *stage,
                       InsAxis axis,
                       double start_mm,
                       double end_mm,
                       double step_mm,
                       GError **error)
{
  g_autoptr (InsStage) driver = require_driver (INS_SIM_STAGE (stage), error);

  return driver != NULL && ins_stage_set_trigger (driver, axis, start_mm, end_mm, step_mm, error);
}

static void
sim_stage_halt (InsStage *stage)
{
  g_autoptr (InsStage) driver = ref_driver (INS_SIM_STAGE (stage));

  if (driver != NULL)
    ins_stage_halt (driver);
}

static void
sim_stage_stop (InsStage *stage)
{
  g_autoptr (InsStage) driver = ref_driver (INS_SIM_STAGE (stage));

  if (driver != NULL)
    ins_stage_stop (driver);
}

static void
ins_sim_stage_iface_init (InsStageInterface *iface)
{
  iface->open = sim_stage_open;
  iface->close = sim_stage_close;
  iface->get_info = sim_stage_get_info;
  iface->poll = sim_stage_poll;
  iface->move = sim_stage_move;
  iface->jog = sim_stage_jog;
  iface->jog_hold = sim_stage_jog_hold;
  iface->jog_cancel = sim_stage_jog_cancel;
  iface->home = sim_stage_home;
  iface->unlock = sim_stage_unlock;
  iface->set_trigger = sim_stage_set_trigger;
  iface->stop = sim_stage_stop;
  iface->halt = sim_stage_halt;
}

static void
ins_sim_stage_finalize (GObject *object)
{
  InsSimStage *self = INS_SIM_STAGE (object);

  sim_stage_close (INS_STAGE (self));
  ins_sim_controller_free (self->controller);
  ins_lock_clear (&self->lock);

  G_OBJECT_CLASS (ins_sim_stage_parent_class)->finalize (object);
}

static void
ins_sim_stage_class_init (InsSimStageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ins_sim_stage_finalize;
}

static void
ins_sim_stage_init (InsSimStage *self)
{
  ins_lock_init (&self->lock);
}

static gboolean
read_options (const InsUri *uri, InsSimConfig *config, GError **error)
{
  static const char *const known[] = { "latency_ms",     "jitter_ms",
                                       "backlash_mm",    "acceleration_mm_s2",
                                       "max_speed_mm_s", "protocol",
                                       "variant",        "seed",
                                       "fault",          NULL };
  const char *variant = ins_uri_get_text (uri, "variant");
  const char *fault = ins_uri_get_text (uri, "fault");
  double seed = config->seed;

  if (!ins_uri_check_options (uri, known, error) ||
      !ins_uri_get_number (uri, "latency_ms", 0, 1000, &config->latency_ms, error) ||
      !ins_uri_get_number (uri, "jitter_ms", 0, 1000, &config->jitter_ms, error) ||
      !ins_uri_get_number (uri, "backlash_mm", 0, 10, &config->backlash_mm, error) ||
      !ins_uri_get_number (uri, "acceleration_mm_s2", 1, 100000, &config->acceleration_mm_s2,
                           error) ||
      !ins_uri_get_number (uri, "max_speed_mm_s", 0.1, 10000, &config->maximum_speed_mm_s, error) ||
      !ins_uri_get_number (uri, "seed", 0, G_MAXUINT32, &seed, error))
    return FALSE;
  config->seed = (guint32)seed;
  g_strlcpy (config->variant, variant != NULL ? variant : "", sizeof config->variant);

  return fault == NULL || ins_sim_fault_parse (fault, &config->fault, error);
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
  if (!read_options (uri, &config, error))
    return NULL;
  controller = ins_sim_controller_new (protocol != NULL ? protocol : "grbl", &config, bench, error);
  if (controller == NULL)
    return NULL;

  self = g_object_new (INS_TYPE_SIM_STAGE, NULL);
  self->family = ins_stage_family_find (ins_sim_controller_get_family (controller));
  self->controller = g_steal_pointer (&controller);

  return INS_STAGE (self);
}
