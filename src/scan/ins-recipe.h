/* ins-recipe.h - what to scan and how
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-axis.h"
#include "devices/digitizer/ins-digitizer.h"
#include "image/ins-cscan.h"
#include "signal/ins-gate.h"

G_BEGIN_DECLS

typedef enum
{
  INS_PATTERN_UNIDIRECTIONAL,
  INS_PATTERN_SERPENTINE,
} InsPattern;

typedef enum
{
  INS_LINE_ORDER_SEQUENTIAL,
  INS_LINE_ORDER_INTERLACED,
} InsLineOrder;

typedef enum
{
  INS_MODE_WAVEFORM, /* keep every A-scan */
  INS_MODE_GATED,    /* keep the gate planes only */
} InsMode;

typedef enum
{
  INS_SIGNAL_RF,
  INS_SIGNAL_RECTIFIED,
  INS_SIGNAL_VIDEO,
} InsSignal;

/* The recipe file of the design, field by field. Plain value but for the name; copy it with
 * ins_recipe_copy(). */
typedef struct
{
  char *name;
  InsAxis scan_axis, index_axis;
  int scan_sign, index_sign; /* +1, -1 */
  InsPosition start;         /* centre of the first pixel, mm */
  double scan_length_mm, index_length_mm;
  double scan_step_mm, index_step_mm;
  double speed_mm_s;
  InsPattern pattern;
  InsLineOrder line_order;

  InsMode mode;
  InsSignal signal;
  InsTiming timing;
  guint averages;
  double probe_frequency_hz;

  double couplant_velocity_m_s;
  double velocity_m_s;

  guint n_gates; /* at least 1 */
  InsGate gates[INS_MAX_GATES];
} InsRecipe;

/* The defaults of a recipe file (start at 0;0;0, everything else as the design shows it), 20 x 20
 * mm, one gate A over the whole record. In a file only the two lengths must be given. */
InsRecipe *ins_recipe_new (void);
InsRecipe *ins_recipe_copy (const InsRecipe *self);
void ins_recipe_free (InsRecipe *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsRecipe, ins_recipe_free)

/* InsRecipeError that names file, group and key. */
InsRecipe *ins_recipe_new_from_file (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
InsRecipe *ins_recipe_new_from_text (const char *text,
                                     const char *name,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): reads back as an equal recipe. */
char *ins_recipe_to_text (const InsRecipe *self);
gboolean
ins_recipe_save (const InsRecipe *self, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The checks of new_from_file() on a recipe that was filled in by a form; the error names the key.
 */
gboolean ins_recipe_validate (const InsRecipe *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): SHA-256 in hexadecimal of what decides about the data (everything but the name).
 */
char *ins_recipe_hash (const InsRecipe *self);

void ins_recipe_get_grid (const InsRecipe *self, InsScanGrid *grid);

/* -1 if there is no such gate. */
int ins_recipe_find_gate (const InsRecipe *self, const char *name);

G_END_DECLS
