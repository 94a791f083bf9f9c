/* ins-stage-options.h - how a controller's axes are the rig's, as a stage address says it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-axis.h"
#include "core/ins-uri.h"

G_BEGIN_DECLS

#define INS_STAGE_AXIS_BYTES 16

/* A value. Options of an address such as "zaber:serial:/dev/ttyUSB0?x=1.1&y=-1.2&z=2&home=Z,X,Y":
 *
 *   x= y= z=           the controller's name or number of that axis (DEVICE.AXIS where several
 *                      controllers share a line), with - for turned round; "-" alone: there is no
 *                      such axis. Default: as the family has it (1, 2, 3 or X, Y, Z)
 *   x_um_per_step= ... scale, for families that count steps and do not say how long they are
 *   x_travel_mm=A;B    ends of the travel as the rig counts, for families that do not say
 *   home=Z,XY          order of homing; letters without a comma between them home together.
 *                      Default: Z, which lifts the probe off the part, then X and Y
 */
typedef struct
{
  char name[INS_N_AXES][INS_STAGE_AXIS_BYTES]; /* "" none */
  gboolean has_name[INS_N_AXES];               /* FALSE: the family's default stands */
  int sign[INS_N_AXES];                        /* +1, -1 */
  double um_per_step[INS_N_AXES];              /* NaN: not given */
  InsPosition travel_minimum, travel_maximum;  /* NaN: not given */
  guint n_home_masks;
  guint home_masks[INS_N_AXES]; /* bit n: axis n, in order */
} InsStageOptions;

void ins_stage_options_init (InsStageOptions *self);

/**
 * ins_stage_options_parse:
 * @error: %INS_DEVICE_ERROR_URI
 *
 * Also refuses two axes of one name and a home order in which X, Y and Z are not once each.
 */
gboolean ins_stage_options_parse (InsStageOptions *self,
                                  const InsUri *uri,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
