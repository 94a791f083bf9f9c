/* ins-recipe.h - what to scan and how
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-axis.h"
#include "devices/digitizer/ins-digitizer.h"
#include "image/ins-area.h"
#include "scan/ins-rule.h"
#include "signal/ins-conditioner.h"
#include "signal/ins-derive.h"
#include "signal/ins-derived-plane.h"

G_BEGIN_DECLS

#define INS_RECIPE_RESCAN_KEY "RescanHoles" /* of [Scan] */

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
  INS_SCAN_CONTINUOUS, /* the stage sweeps a line, and says where it is meanwhile */
  INS_SCAN_POINTS,     /* it stops at each pixel; what is heard in motion does not count */
} InsScanMotion;

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

#define INS_RECIPE_MAX_REGIONS 64
#define INS_RECIPE_MAX_CORNERS 1000

/* One of several rectangles that are scanned in one go, each into a file of its own. */
typedef struct
{
  char name[INS_GATE_NAME_SIZE];
  InsPosition start; /* as the recipe's own figures */
  double scan_length_mm, index_length_mm;
  double scan_step_mm, index_step_mm;
} InsRecipeRegion;

typedef enum
{
  INS_CURVE_TCG, /* time-corrected gain, dB */
  INS_CURVE_DAC, /* distance-amplitude curve, percent: what equal reflectors give at these times */
} InsCurveKind;

typedef struct
{
  double time_s; /* from the pulse */
  double value;
} InsCurvePoint;

/* The recipe file of the design, field by field. Copy it with ins_recipe_copy(): some fields are
 * owned. */
typedef struct
{
  char *name;
  char *part, *operator_name, *notes; /* (nullable): for people; not in the hash */
  InsAxis scan_axis, index_axis;
  int scan_sign, index_sign; /* +1, -1 */
  InsPosition start;         /* centre of the first pixel, mm */
  double scan_length_mm, index_length_mm;
  double scan_step_mm, index_step_mm;
  double speed_mm_s;
  InsPattern pattern;
  InsLineOrder line_order;
  gboolean rescan_holes; /* lines with holes are swept again at the end; not in the hash */
  InsScanMotion motion;
  double dwell_s; /* points: from rest to the first pulse that counts */

  guint n_corners; /* 0: everything is wanted */
  InsAreaPoint *corners;
  InsMask *mask;   /* (nullable): over the whole area */
  guint n_regions; /* 0: the area above; else that is not scanned, but the regions */
  InsRecipeRegion regions[INS_RECIPE_MAX_REGIONS];

  InsMode mode;
  InsSignal signal;
  InsTiming timing;
  guint averages;
  double probe_frequency_hz;
  /* What is known of it, for advice; 0: it is not; not in the hash */
  double probe_element_mm, probe_focus_mm; /* diameter; focal length in water */
  double probe_depth_mm;                   /* in the part, that it is to be focused at */

  double couplant_velocity_m_s;
  double velocity_m_s;

  double band_pass_low_hz, band_pass_high_hz; /* 0: open on that side */
  InsCurveKind curve_kind;
  guint n_curve_points; /* 0: no curve */
  InsCurvePoint curve[INS_MAX_TCG_POINTS];

  guint n_gates; /* at least 1 */
  InsGate gates[INS_MAX_GATES];
  guint n_planes; /* that are derived from gates */
  InsDerived planes[INS_MAX_DERIVED];
  guint n_alarms;
  InsAlarm alarms[INS_MAX_ALARMS];
  guint n_rules; /* not in the hash */
  InsRule *rules[INS_MAX_RULES];
} InsRecipe;

/* Of part and operator; of the notes, which may have several lines. */
#define INS_RECIPE_MAX_WORD_BYTES 200
#define INS_RECIPE_MAX_NOTES_BYTES 4000

/* The defaults of a recipe file (start at 0;0;0, everything else as the design shows it), 20 x 20
 * mm, one gate A over the whole record. In a file only the two lengths must be given. */
InsRecipe *ins_recipe_new (void);
InsRecipe *ins_recipe_copy (const InsRecipe *self);
void ins_recipe_free (InsRecipe *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsRecipe, ins_recipe_free)

/* InsRecipeError that names file, group and key. A mask is read from the picture that is named
 * relative to the recipe; only a recipe's file may name one. */
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

/* (transfer full): SHA-256 in hexadecimal of what decides about the data (everything but the name,
 * what becomes of holes and what is good). */
char *ins_recipe_hash (const InsRecipe *self);

void ins_recipe_get_grid (const InsRecipe *self, InsScanGrid *grid);

/* (transfer full) (nullable): %NULL if every pixel is wanted. */
InsArea *ins_recipe_make_area (const InsRecipe *self);

/* Takes a copy; (nullable) with 0 removes it. */
void ins_recipe_set_outline (InsRecipe *self, const InsAreaPoint *corners, guint n_corners);

/* @mask: (nullable) */
void ins_recipe_set_mask (InsRecipe *self, InsMask *mask);

/* (transfer full): what is scanned of region @index: a recipe without regions, named after both. */
InsRecipe *ins_recipe_new_for_region (const InsRecipe *self, guint index);

/**
 * ins_recipe_new_for_rectangle:
 * @one, @other: any two opposite corners
 * @scan_step_mm, @index_step_mm: of the new scan
 *
 * The same scan of a part only, say at finer steps. The centres of its pixels lie on the lattice of
 * the new steps that goes through the centre of the first pixel of @self; its pixels cover the
 * rectangle. Regions are left out, outline and mask apply as before.
 *
 * Returns: (transfer full): not yet validated
 */
InsRecipe *ins_recipe_new_for_rectangle (const InsRecipe *self,
                                         const InsAreaPoint *one,
                                         const InsAreaPoint *other,
                                         double scan_step_mm,
                                         double index_step_mm);

/* Slows it down to what gives each pixel its pulses, with a tenth to spare. */
void ins_recipe_limit_speed (InsRecipe *self);

/* One more region, at the end: a rectangle as above, with the recipe's own steps, and a name of its
 * own. FALSE: there is no room for more. */
gboolean
ins_recipe_add_region (InsRecipe *self, const InsAreaPoint *one, const InsAreaPoint *other);

/* A copy of region @index behind it, under another name; FALSE likewise. */
gboolean ins_recipe_duplicate_region (InsRecipe *self, guint index);
void ins_recipe_remove_region (InsRecipe *self, guint index);

/* Who scans does not change with the recipe: the operator of @before, if there is none. */
void ins_recipe_keep_operator (InsRecipe *self, const InsRecipe *before);

/* -1 if there is no such gate, derived plane, alarm. */
int ins_recipe_find_gate (const InsRecipe *self, const char *name);
int ins_recipe_find_plane (const InsRecipe *self, const char *name);
int ins_recipe_find_alarm (const InsRecipe *self, const char *name);

/* As the group of a recipe. */
void ins_recipe_write_rule (const InsRule *rule, GKeyFile *file);

/* What is done to A-scans before the gates look at them; a DAC lifts what it names to the height of
 * its first point. */
void ins_recipe_get_conditioning (const InsRecipe *self, InsConditioning *conditioning);

/* TRUE if that would leave them as they are. */
gboolean ins_recipe_is_unconditioned (const InsRecipe *self);

/* What @from makes of A-scans: conditioning, gates, derived planes and alarms, and the
 * rules that are about them. Velocities stay. */
void ins_recipe_take_gates (InsRecipe *self, const InsRecipe *from);

/* The unit of what an alarm is about. */
InsPlaneUnit ins_recipe_get_alarm_unit (const InsRecipe *self, const InsAlarm *alarm);

G_END_DECLS
