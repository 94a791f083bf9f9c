/* ins-proxy-stage.h - a stage that has another one do everything, made anew at each open()
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-stage.h"

G_BEGIN_DECLS

#define INS_TYPE_PROXY_STAGE (ins_proxy_stage_get_type ())
G_DECLARE_DERIVABLE_TYPE (InsProxyStage, ins_proxy_stage, INS, PROXY_STAGE, GObject)

/* Derivable because the simulated stage and the one that finds out what it is differ in nothing but
 * how they come by a driver. */
struct _InsProxyStageClass
{
  GObjectClass parent_class;

  /* (transfer full): an open driver; %NULL with an error. Owner's thread. */
  InsStage *(*open_driver) (InsProxyStage *self, GCancellable *cancellable, GError **error);

  /* The driver is closed; may be %NULL. */
  void (*closed) (InsProxyStage *self);

  /* Corrects what the driver says of itself; may be %NULL. */
  void (*complete_info) (InsProxyStage *self, InsStageInfo *info);
};

G_END_DECLS
