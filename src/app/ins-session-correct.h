/* ins-session-correct.h - corrections of the shown picture, and the rig's calibration
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-session.h"
#include "scan/ins-calibrate.h"
#include "storage/ins-nde-regate.h"

G_BEGIN_DECLS

/**
 * ins_session_save_corrected:
 * @wish: which correction; its gates are not used
 *
 * Writes the shown file with another correction beside it ("NAME corrected.nde", with a number if
 * there is one) by a task thread; "message" says where, or what went wrong.
 */
void ins_session_save_corrected (InsSession *self, const InsRegate *wish);

/**
 * ins_session_calibrate_async:
 *
 * ins_calibrate() with the recipe of the form, by a task thread. Moves the stage, so only when a
 * person has asked for it; Stop ends it. Everything else goes on as during a scan.
 */
void ins_session_calibrate_async (InsSession *self, GAsyncReadyCallback callback, gpointer data);
gboolean ins_session_calibrate_finish (InsSession *self,
                                       GAsyncResult *result,
                                       InsCalibrateResult *calibration,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Seconds that it will take, about; NaN while the recipe is not valid. */
double ins_session_get_calibration_s (InsSession *self);

G_END_DECLS
