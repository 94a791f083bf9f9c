/* ins-gcs-stage.h - controllers that speak Physik Instrumente's GCS 2.0 (C-863, C-884, E-873 ...)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-serial-stage.h"

G_BEGIN_DECLS

#define INS_TYPE_GCS_STAGE (ins_gcs_stage_get_type ())
G_DECLARE_FINAL_TYPE (InsGcsStage, ins_gcs_stage, INS, GCS_STAGE, InsSerialStage)

/* Axes are the controller's first three in the order of SAI? unless the options name them. The
 * position trigger comes out of its digital output line 1. */
InsStage *ins_gcs_stage_new (InsTransport *transport, const InsStageOptions *options);

G_END_DECLS
