/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "core/ins-error.h"
#include "core/ins-lock.h"
#include "devices/stage/ins-proxy-stage.h"

/* Threads: the motion worker owns the stage; stop() and halt() come from any thread and take a
 * reference to the driver under the lock, which is held for that only.
 */
typedef struct
{
  InsLock lock;
  InsStage *driver; /* lock; NULL while closed */
} InsProxyStagePrivate;

static void ins_proxy_stage_iface_init (InsStageInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (InsProxyStage,
                                  ins_proxy_stage,
                                  G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (InsProxyStage)
                                      G_IMPLEMENT_INTERFACE (INS_TYPE_STAGE,
                                                             ins_proxy_stage_iface_init))

static InsProxyStagePrivate *
get_private (gpointer stage)
{
  return ins_proxy_stage_get_instance_private (INS_PROXY_STAGE (stage));
}

/* (transfer full) (nullable) */
static InsStage *
ref_driver (InsStage *stage)
{
  InsProxyStagePrivate *priv = get_private (stage);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&priv->lock);

  return priv->driver != NULL ? g_object_ref (priv->driver) : NULL;
}

/* (transfer full) driver. Returns: (transfer full) (nullable): the one before */
static InsStage *
exchange_driver (InsStage *stage, InsStage *driver)
{
  InsProxyStagePrivate *priv = get_private (stage);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&priv->lock);
  InsStage *before = priv->driver;

  priv->driver = driver;

  return before;
}

/* As a controller whose cable is out. */
static InsStage *
require_driver (InsStage *stage, GError **error)
{
  InsStage *driver = ref_driver (stage);

  if (driver == NULL)
    g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
                         _ ("The stage is not connected. Connect it first."));

  return driver;
}

static void
proxy_close (InsStage *stage)
{
  InsProxyStageClass *klass = INS_PROXY_STAGE_GET_CLASS (stage);
  g_autoptr (InsStage) driver = ref_driver (stage);

  if (driver == NULL)
    return;
  ins_stage_close (driver); /* which a stop may still reach */
  g_clear_object (&driver);
  driver = exchange_driver (stage, NULL);
  if (klass->closed != NULL)
    klass->closed (INS_PROXY_STAGE (stage));
}

static gboolean
proxy_open (InsStage *stage, GCancellable *cancellable, GError **error)
{
  InsStage *driver;

  proxy_close (stage);
  driver = INS_PROXY_STAGE_GET_CLASS (stage)->open_driver (INS_PROXY_STAGE (stage), cancellable,
                                                           error);
  exchange_driver (stage, driver);

  return driver != NULL;
}

static void
proxy_get_info (InsStage *stage, InsStageInfo *info)
{
  InsProxyStageClass *klass = INS_PROXY_STAGE_GET_CLASS (stage);
  g_autoptr (InsStage) driver = ref_driver (stage);

  *info = (InsStageInfo){ 0 };
  if (driver != NULL)
    ins_stage_get_info (driver, info);
  if (klass->complete_info != NULL)
    klass->complete_info (INS_PROXY_STAGE (stage), info);
}

static gboolean
proxy_poll (InsStage *stage, InsStageReport *report, GError **error)
{
  g_autoptr (InsStage) driver = require_driver (stage, error);

  if (driver == NULL)
    {
      *report = (InsStageReport){ .activity = INS_STAGE_UNKNOWN };
      return FALSE;
    }

  return ins_stage_poll (driver, report, error);
}

static gboolean
proxy_move (InsStage *stage, const InsPosition *target, double speed_mm_s, GError **error)
{
  g_autoptr (InsStage) driver = require_driver (stage, error);

  return driver != NULL && ins_stage_move (driver, target, speed_mm_s, error);
}

static gboolean
proxy_move_each (InsStage *stage,
                 const InsPosition *target,
                 const InsPosition *speed_mm_s,
                 GError **error)
{
  g_autoptr (InsStage) driver = require_driver (stage, error);

  return driver != NULL && ins_stage_move_each (driver, target, speed_mm_s, error);
}

static gboolean
proxy_queue (InsStage *stage, const InsPosition *target, double speed_mm_s, GError **error)
{
  g_autoptr (InsStage) driver = require_driver (stage, error);

  return driver != NULL && ins_stage_queue (driver, target, speed_mm_s, error);
}

static gboolean
proxy_jog (InsStage *stage, InsAxis axis, double distance_mm, double speed_mm_s, GError **error)
{
  g_autoptr (InsStage) driver = require_driver (stage, error);

  return driver != NULL && ins_stage_jog (driver, axis, distance_mm, speed_mm_s, error);
}

static gboolean
proxy_jog_hold (InsStage *stage,
                InsAxis axis,
                int direction,
                double speed_mm_s,
                double ahead_s,
                GError **error)
{
  g_autoptr (InsStage) driver = require_driver (stage, error);

  return driver != NULL && ins_stage_jog_hold (driver, axis, direction, speed_mm_s, ahead_s, error);
}

static gboolean
proxy_jog_cancel (InsStage *stage, GError **error)
{
  g_autoptr (InsStage) driver = require_driver (stage, error);

  return driver != NULL && ins_stage_jog_cancel (driver, error);
}

static gboolean
proxy_home (InsStage *stage, GError **error)
{
  g_autoptr (InsStage) driver = require_driver (stage, error);

  return driver != NULL && ins_stage_home (driver, error);
}

static gboolean
proxy_unlock (InsStage *stage, GError **error)
{
  g_autoptr (InsStage) driver = require_driver (stage, error);

  return driver != NULL && ins_stage_unlock (driver, error);
}

static gboolean
proxy_set_trigger (InsStage *stage,
                   InsAxis axis,
                   double start_mm,
                   double end_mm,
                   double step_mm,
                   GError **error)
{
  g_autoptr (InsStage) driver = require_driver (stage, error);

  return driver != NULL && ins_stage_set_trigger (driver, axis, start_mm, end_mm, step_mm, error);
}

static void
proxy_stop (InsStage *stage)
{
  g_autoptr (InsStage) driver = ref_driver (stage);

  if (driver != NULL)
    ins_stage_stop (driver);
}

static void
proxy_halt (InsStage *stage)
{
  g_autoptr (InsStage) driver = ref_driver (stage);

  if (driver != NULL)
    ins_stage_halt (driver);
}

static void
ins_proxy_stage_iface_init (InsStageInterface *iface)
{
  iface->open = proxy_open;
  iface->close = proxy_close;
  iface->get_info = proxy_get_info;
  iface->poll = proxy_poll;
  iface->move = proxy_move;
  iface->move_each = proxy_move_each;
  iface->queue = proxy_queue;
  iface->jog = proxy_jog;
  iface->jog_hold = proxy_jog_hold;
  iface->jog_cancel = proxy_jog_cancel;
  iface->home = proxy_home;
  iface->unlock = proxy_unlock;
  iface->set_trigger = proxy_set_trigger;
  iface->stop = proxy_stop;
  iface->halt = proxy_halt;
}

static void
ins_proxy_stage_dispose (GObject *object)
{
  proxy_close (INS_STAGE (object));

  G_OBJECT_CLASS (ins_proxy_stage_parent_class)->dispose (object);
}

static void
ins_proxy_stage_finalize (GObject *object)
{
  ins_lock_clear (&get_private (object)->lock);

  G_OBJECT_CLASS (ins_proxy_stage_parent_class)->finalize (object);
}

static void
ins_proxy_stage_class_init (InsProxyStageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ins_proxy_stage_dispose;
  G_OBJECT_CLASS (klass)->finalize = ins_proxy_stage_finalize;
}

static void
ins_proxy_stage_init (InsProxyStage *self)
{
  ins_lock_init (&get_private (self)->lock);
}
