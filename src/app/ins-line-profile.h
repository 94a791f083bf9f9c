/* ins-line-profile.h - the motion of the line that is being swept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "scan/ins-plan.h"

G_BEGIN_DECLS

/* Speed over place: ramp up, the pixels at constant speed, ramp down; and where the stage was
 * reported last. Display only. */
#define INS_TYPE_LINE_PROFILE (ins_line_profile_get_type ())
G_DECLARE_FINAL_TYPE (InsLineProfile, ins_line_profile, INS, LINE_PROFILE, GtkWidget)

GtkWidget *ins_line_profile_new (void);

/* @position_mm: on the axis that is swept; NaN: not known */
void ins_line_profile_show (InsLineProfile *self,
                            const InsLine *line,
                            InsAxis axis,
                            double speed_mm_s,
                            double position_mm);

G_END_DECLS
