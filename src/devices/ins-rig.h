/* ins-rig.h - a stage and a digitizer that belong together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-reference-count.h"
#include "devices/digitizer/ins-digitizer.h"
#include "devices/simulated/ins-sim-bench.h"
#include "devices/stage/ins-axis-map.h"
#include "devices/stage/ins-stage.h"

G_BEGIN_DECLS

/* Made from addresses or a rig file; nothing is opened. A value with owned objects, read-only once
 * made, so any thread may look at it.
 *
 * Rig file (key file): [Rig] Name=, Stage=URI, Digitizer=URI, Realtime=yes|no (no: the system is
 * not asked to let this program go before others), PositionTrigger=none|stage (stage: a wire leads
 * from the stage controller's trigger output to the card's trigger input); [Limits]
 * MinimumMm=X;Y;Z, MaximumMm=X;Y;Z (soft limits inside the travel); [Axes] X=, Y=, Z= (the
 * controller's axis that is the rig's, each once; -X: turned round); [Correction] LatencyMs=,
 * BacklashMm=, BacklashLimitMm= (more is not believed), CombCorrection=off|picture (picture: what
 * the picture says of the shift between the two directions is removed from it).
 */
#define INS_RIG_FAR_MM 1e5            /* a soft limit so far away is none */
#define INS_RIG_BACKLASH_LIMIT_MM 0.2 /* where the rig file does not say */

typedef struct
{
  InsReferenceCount holders;
  char *name;
  char *stage_uri;
  char *digitizer_uri;
  InsPosition soft_minimum, soft_maximum; /* in the rig's axes; NaN: the stage's own travel */
  InsAxisMap axes;
  double latency_ms;  /* added to every fitted crossing time */
  double backlash_mm; /* the load is that much above the stage's coordinate on the way down */
  double backlash_limit_mm;
  gboolean corrects_comb;
  gboolean position_trigger; /* the stage gives the card's triggers, at positions */
  gboolean wants_realtime;   /* the programs ask the system to go before others */
  InsStage *stage;
  InsDigitizer *digitizer;
  InsSimBench *bench; /* what simulated parts share */
} InsRig;

/**
 * ins_rig_new:
 * @path: (nullable): rig file
 * @stage_uri: (nullable): wins over the file; "sim" where neither says anything
 * @digitizer_uri: (nullable): likewise
 *
 * Where stage and digitizer are both simulated in this process they share one bench: the
 * digitizer hears what lies under the emulator's true position.
 */
InsRig *ins_rig_new (const char *path,
                     const char *stage_uri,
                     const char *digitizer_uri,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_rig_new_with_digitizer:
 * @rig: stays as it is
 * @uri: of the new card
 * @error: %INS_DEVICE_ERROR_URI and what else making a card from an address gives
 *
 * The same rig with another card: stage, simulated bench, limits and corrections are shared or
 * copied. Nothing is opened or closed.
 */
InsRig *ins_rig_new_with_digitizer (const InsRig *rig,
                                    const char *uri,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_rig_new_beside:
 * @path: as for ins_rig_new(), like the two addresses
 * @present: (nullable): the rig that is connected
 *
 * As ins_rig_new(), but what both have in common is the same object: stage (address and axes) and
 * card (address and trigger) need not be connected anew.
 */
InsRig *ins_rig_new_beside (const char *path,
                            const char *stage_uri,
                            const char *digitizer_uri,
                            const InsRig *present,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Likewise with another stage; axes, limits and corrections stay as they are. */
InsRig *ins_rig_new_with_stage (const InsRig *rig,
                                const char *uri,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Likewise with other axes: a new stage object of the same address. */
InsRig *ins_rig_new_with_axes (const InsRig *rig,
                               const InsAxisMap *axes,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): the same rig with other soft limits; NaN: none. */
InsRig *
ins_rig_new_with_limits (const InsRig *rig, const InsPosition *minimum, const InsPosition *maximum);

/* Likewise with or without a wire from the stage's trigger output to the card: a new card object
 * of the same address. */
InsRig *ins_rig_new_with_trigger (const InsRig *rig,
                                  gboolean position_trigger,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): the same rig with another latency and backlash. */
InsRig *ins_rig_new_with_correction (InsRig *rig, double latency_ms, double backlash_mm);

/**
 * ins_rig_save_correction:
 * @path: a rig file
 *
 * Writes latency and backlash into it and leaves everything else as it is, comments too. The file
 * is replaced at once or not at all. %INS_RECIPE_ERROR, %G_FILE_ERROR.
 */
gboolean ins_rig_save_correction (const char *path,
                                  double latency_ms,
                                  double backlash_mm,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

InsRig *ins_rig_ref (InsRig *self);
void ins_rig_unref (InsRig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsRig, ins_rig_unref)

/**
 * ins_rig_file_set:
 * @path: of a rig file; made if there is none
 * @group, @key: as in the file; the value is not looked at
 * @error: of GFileError and GKeyFileError: the file stays as it was
 *
 * Puts one value into the file; comments, order and the other values stay. Replaces the file at
 * once. Blocks on the disk for a moment.
 */
gboolean ins_rig_file_set (const char *path,
                           const char *group,
                           const char *key,
                           const char *value,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Key file text of the rig, for the scan file. (transfer full) */
char *ins_rig_to_text (const InsRig *self);

G_END_DECLS
