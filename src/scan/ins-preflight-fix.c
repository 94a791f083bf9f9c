/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "scan/ins-advice.h"
#include "scan/ins-preflight-private.h"

#define EDGE 1e-6          /* of a step */
#define RESOLUTION_MM 1e-3 /* of a start that was moved */
#define SPARE 1.1          /* between the end of a record and the next pulse */
#define MAX_HALVINGS 8     /* of a speed */
#define FEWEST_SAMPLES 16u
#define SAMPLES_PER_PERIOD 8.0 /* generous, as the check of the probe has it */
#define SAMPLES_NEEDED 2.0

gboolean
ins_fix_is_in_recipe (InsFix fix)
{
  return fix >= INS_FIX_POINTS;
}

/* ---- the area ----------------------------------------------------------------------------- */

/* Where pixels may lie along one axis; infinite where no limit is known. */
typedef struct
{
  double minimum, maximum;
} Room;

static Room
get_room (const InsRigStatus *status, const InsPlan *plan, InsAxis axis)
{
  const InsScanGrid *grid = &plan->grid;
  const double stage_minimum = status->stage_info.travel_minimum.mm[axis];
  const double stage_maximum = status->stage_info.travel_maximum.mm[axis];
  double before = 0.0, after = 0.0;
  InsPosition low, high;
  Room room = { -INFINITY, INFINITY };

  if (isfinite (status->soft_minimum.mm[axis]))
    room.minimum = status->soft_minimum.mm[axis];
  if (isfinite (status->soft_maximum.mm[axis]))
    room.maximum = status->soft_maximum.mm[axis];
  if (status->stage_ready && isfinite (stage_minimum))
    room.minimum = MAX (room.minimum, stage_minimum);
  if (status->stage_ready && isfinite (stage_maximum))
    room.maximum = MIN (room.maximum, stage_maximum);
  ins_plan_get_extent (plan, &low, &high);
  if (axis == grid->scan_axis)
    {
      const double end = grid->start.mm[axis] +
                         grid->scan_sign * (grid->n_columns - 1.0) * grid->scan_step_mm;

      before = MAX (MIN (grid->start.mm[axis], end) - low.mm[axis], 0.0);
      after = MAX (high.mm[axis] - MAX (grid->start.mm[axis], end), 0.0);
    }

  return (Room){ room.minimum + before, room.maximum - after };
}

/* FALSE: not even two pixels are left. */
static gboolean
shorten_axis (const Room *room, int sign, double step_mm, double *start_mm, double *length_mm)
{
  const gboolean has_room = room->minimum <= room->maximum; /* beside the runways */
  const double a = (room->minimum - *start_mm) * sign / step_mm;
  const double b = (room->maximum - *start_mm) * sign / step_mm;
  const double n = round (*length_mm / step_mm);
  const double first = MAX (ceil (MIN (a, b) - EDGE), 0.0);
  const double last = MIN (floor (MAX (a, b) + EDGE), n - 1.0);

  if (!has_room || last - first < MIN (1.0, n - 1.0))
    return FALSE;
  if (first > 0.0)
    *start_mm += sign * first * step_mm;
  if (last - first + 1.0 < n)
    *length_mm = (last - first + 1.0) * step_mm;

  return TRUE;
}

/* FALSE: it is longer than the room. */
static gboolean
move_axis (const Room *room, int sign, double step_mm, double *start_mm, double length_mm)
{
  const double end = *start_mm + sign * (round (length_mm / step_mm) - 1.0) * step_mm;
  const double low = MIN (*start_mm, end), high = MAX (*start_mm, end);
  const double unit = RESOLUTION_MM;

  if (low < room->minimum)
    *start_mm += ceil ((room->minimum - low) / unit - EDGE) * unit;
  else if (high > room->maximum)
    *start_mm -= ceil ((high - room->maximum) / unit - EDGE) * unit;

  return high - low <= room->maximum - room->minimum + unit;
}

static gboolean
fit_area (InsFix fix, InsRecipe *part, const InsRigStatus *status)
{
  const InsTiming *timing = status->timing_accepted ? &status->timing : &part->timing;
  g_autoptr (InsPlan) plan = ins_plan_new_for_rig (part, &status->stage_info, timing,
                                                   status->position_trigger, status->backlash_mm);
  const InsAxis scan = part->scan_axis, index = part->index_axis;
  const InsAxis third = ins_axis_third (scan, index);
  const Room columns = get_room (status, plan, scan), rows = get_room (status, plan, index);
  const Room height = get_room (status, plan, third);

  if (height.minimum > height.maximum)
    return FALSE;
  part->start.mm[third] = CLAMP (part->start.mm[third], height.minimum, height.maximum);
  if (fix == INS_FIX_MOVE_IN)
    return move_axis (&columns, part->scan_sign, part->scan_step_mm, &part->start.mm[scan],
                      part->scan_length_mm) &&
           move_axis (&rows, part->index_sign, part->index_step_mm, &part->start.mm[index],
                      part->index_length_mm);

  return shorten_axis (&columns, part->scan_sign, part->scan_step_mm, &part->start.mm[scan],
                       &part->scan_length_mm) &&
         shorten_axis (&rows, part->index_sign, part->index_step_mm, &part->start.mm[index],
                       &part->index_length_mm);
}

static gboolean
fit_regions (InsFix fix, InsRecipe *recipe, const InsRigStatus *status)
{
  if (recipe->n_regions == 0)
    return fit_area (fix, recipe, status);
  for (guint i = 0; i < recipe->n_regions; i++)
    {
      g_autoptr (InsRecipe) part = ins_recipe_new_for_region (recipe, i);
      InsRecipeRegion *region = &recipe->regions[i];

      if (!fit_area (fix, part, status))
        return FALSE;
      region->start = part->start;
      region->scan_length_mm = part->scan_length_mm;
      region->index_length_mm = part->index_length_mm;
    }

  return TRUE;
}

/* ---- numbers ------------------------------------------------------------------------------ */

static double
round_down (double value)
{
  const double unit = pow (10.0, floor (log10 (value)) - 1.0);

  return floor (value / unit + 1e-9) * unit;
}

/* Some part of the area has room, with its runways. */
static gboolean
has_room (const InsRecipe *recipe, const InsRigStatus *status)
{
  g_autoptr (InsRecipe) shorter = ins_recipe_copy (recipe);
  g_autoptr (InsRecipe) moved = ins_recipe_copy (recipe);

  return fit_regions (INS_FIX_SHORTEN, shorter, status) ||
         fit_regions (INS_FIX_MOVE_IN, moved, status);
}

static gboolean
slow_down (InsRecipe *recipe, const InsRigStatus *status)
{
  const double before = recipe->speed_mm_s;
  const double stage_most = status->stage_info.maximum_speed.mm[recipe->scan_axis];

  if (status->stage_ready && isfinite (stage_most) && stage_most > 0.0)
    recipe->speed_mm_s = MIN (recipe->speed_mm_s, stage_most);
  if (recipe->n_regions == 0)
    ins_recipe_limit_speed (recipe);
  for (guint i = 0; i < recipe->n_regions; i++)
    {
      g_autoptr (InsRecipe) part = ins_recipe_new_for_region (recipe, i);

      ins_recipe_limit_speed (part);
      recipe->speed_mm_s = MIN (recipe->speed_mm_s, part->speed_mm_s);
    }
  for (guint i = 0; i < MAX_HALVINGS && !has_room (recipe, status); i++)
    recipe->speed_mm_s = round_down (recipe->speed_mm_s / 2.0);

  return recipe->speed_mm_s < before;
}

static gboolean
lower_prf (InsRecipe *recipe, const InsRigStatus *status)
{
  const InsTiming *timing = &recipe->timing;
  const double record_s = timing->delay_s + timing->n_samples / timing->sample_rate_hz;
  const double card_most = status->digitizer_info.maximum_prf_hz;
  double most = 1.0 / (record_s * SPARE);

  if (status->digitizer_ready && isfinite (card_most) && card_most > 0.0)
    most = MIN (most, card_most);
  if (timing->prf_hz <= most)
    return FALSE;
  recipe->timing.prf_hz = round_down (most);

  return TRUE;
}

/* As long a record as before, and the gates stay where they are. */
static gboolean
sample_faster (InsRecipe *recipe, const InsRigStatus *status)
{
  const double record_s = recipe->timing.n_samples / recipe->timing.sample_rate_hz;
  const double card_most = status->digitizer_info.maximum_sample_rate_hz;
  double rate_hz = SAMPLES_PER_PERIOD * recipe->probe_frequency_hz;

  if (status->digitizer_ready && isfinite (card_most) && card_most > 0.0)
    rate_hz = MIN (rate_hz, card_most);
  if (rate_hz == recipe->timing.sample_rate_hz ||
      rate_hz < SAMPLES_NEEDED * recipe->probe_frequency_hz)
    return FALSE;
  recipe->timing.sample_rate_hz = rate_hz;
  recipe->timing.n_samples = MAX ((guint)ceil (record_s * rate_hz - EDGE), FEWEST_SAMPLES);

  return TRUE;
}

static gboolean
shorten_record (InsRecipe *recipe, const InsRigStatus *status)
{
  const guint before = recipe->timing.n_samples;

  while (recipe->timing.n_samples > FEWEST_SAMPLES)
    {
      g_autoptr (InsPlan)
          plan = ins_plan_new_for_rig (recipe, &status->stage_info, &recipe->timing,
                                       status->position_trigger, status->backlash_mm);

      if (ins_preflight_get_line_bytes (plan) <= INS_PREFLIGHT_MAX_LINE_BYTES)
        break;
      recipe->timing.n_samples /= 2;
    }

  return recipe->timing.n_samples < before;
}

static void
refine_step (double *step_mm, double greatest_mm)
{
  if (*step_mm > greatest_mm)
    *step_mm = round_down (greatest_mm);
}

static gboolean
refine_steps (InsRecipe *recipe)
{
  InsAdvice advice;

  ins_advice_get (recipe, &advice);
  if (!(advice.greatest_step_mm > 0.0))
    return FALSE;
  refine_step (&recipe->scan_step_mm, advice.greatest_step_mm);
  refine_step (&recipe->index_step_mm, advice.greatest_step_mm);
  for (guint i = 0; i < recipe->n_regions; i++)
    {
      refine_step (&recipe->regions[i].scan_step_mm, advice.greatest_step_mm);
      refine_step (&recipe->regions[i].index_step_mm, advice.greatest_step_mm);
    }

  return TRUE;
}

static gboolean
quieten (InsRecipe *recipe)
{
  InsAdvice advice;

  ins_advice_get (recipe, &advice);
  if (!(advice.greatest_prf_hz > 0.0))
    return FALSE;
  recipe->timing.prf_hz = MIN (recipe->timing.prf_hz, round_down (advice.greatest_prf_hz));

  return TRUE;
}

/* ---- which ------------------------------------------------------------------------------- */

InsFix
ins_preflight_find_stage_fix (const InsPlan *plan, const InsRigStatus *status)
{
  const InsStageReport *report = &status->stage_report;
  const gboolean in_alarm = report->activity == INS_STAGE_ALARM;

  if (!status->stage_ready)
    return INS_FIX_CONNECT;
  if (!in_alarm && !status->stage_info.reports_in_motion && plan->motion != INS_SCAN_POINTS)
    return INS_FIX_POINTS;
  if (!in_alarm && status->stage_doubt[0] != '\0')
    return INS_FIX_STAGE_PAGE;
  if (!report->homed && status->stage_info.can_home)
    return INS_FIX_HOME;
  if (in_alarm || !report->position_known)
    return INS_FIX_STAGE_PAGE;

  return status->position_trigger && !status->stage_info.can_trigger ? INS_FIX_TRIGGER_OFF
                                                                     : INS_FIX_NONE;
}

InsFix
ins_preflight_find_card_fix (const InsRecipe *recipe, const InsRigStatus *status)
{
  const InsDigitizerInfo *card = &status->digitizer_info;
  const InsTiming *timing = &recipe->timing;

  if (!status->digitizer_ready)
    return INS_FIX_CONNECT;
  if (card->n_outputs > 0 && recipe->mode != INS_MODE_GATED)
    return INS_FIX_KEEP_GATES;
  if (status->position_trigger && recipe->motion == INS_SCAN_POINTS)
    return INS_FIX_SWEEP;
  if (status->timing_accepted)
    return INS_FIX_CARD_PAGE;
  if (card->maximum_sample_rate_hz > 0.0 &&
      timing->sample_rate_hz > card->maximum_sample_rate_hz * (1.0 + EDGE))
    return INS_FIX_SAMPLE_FASTER;

  return INS_FIX_LOWER_PRF;
}

/* ---- public ------------------------------------------------------------------------------- */

InsRecipe *
ins_fix_apply (InsFix fix, const InsRecipe *recipe, const InsRigStatus *status)
{
  g_autoptr (InsRecipe) mended = ins_recipe_copy (recipe);
  gboolean done = TRUE;

  switch (fix)
    {
    case INS_FIX_POINTS:
      mended->motion = INS_SCAN_POINTS;
      break;
    case INS_FIX_SWEEP:
      mended->motion = INS_SCAN_CONTINUOUS;
      break;
    case INS_FIX_SHORTEN:
    case INS_FIX_MOVE_IN:
      done = fit_regions (fix, mended, status);
      break;
    case INS_FIX_SLOW_DOWN:
      done = slow_down (mended, status);
      break;
    case INS_FIX_KEEP_GATES:
      mended->mode = INS_MODE_GATED;
      break;
    case INS_FIX_SHORTER_RECORD:
      done = shorten_record (mended, status);
      break;
    case INS_FIX_LOWER_PRF:
      done = lower_prf (mended, status);
      break;
    case INS_FIX_SAMPLE_FASTER:
      done = sample_faster (mended, status);
      break;
    case INS_FIX_FINER_STEPS:
      done = refine_steps (mended);
      break;
    case INS_FIX_QUIET_PRF:
      done = quieten (mended);
      break;
    case INS_FIX_NONE:
    case INS_FIX_CONNECT:
    case INS_FIX_HOME:
    case INS_FIX_STAGE_PAGE:
    case INS_FIX_CARD_PAGE:
    case INS_FIX_FOLDER:
    case INS_FIX_TRIGGER_OFF:
    case INS_N_FIXES:
    default:
      done = FALSE;
      break;
    }

  return done ? g_steal_pointer (&mended) : NULL;
}

/* What needs no number. */
static const char *const labels[] = {
  [INS_FIX_CONNECT] = N_ ("Connect"),
  [INS_FIX_HOME] = N_ ("Home…"),
  [INS_FIX_STAGE_PAGE] = N_ ("Stage…"),
  [INS_FIX_CARD_PAGE] = N_ ("Card…"),
  [INS_FIX_FOLDER] = N_ ("Choose a folder…"),
  [INS_FIX_TRIGGER_OFF] = N_ ("Do without the trigger"),
  [INS_FIX_POINTS] = N_ ("Stop at each pixel"),
  [INS_FIX_SWEEP] = N_ ("Sweep the lines"),
  [INS_FIX_SHORTEN] = N_ ("Shorten to fit"),
  [INS_FIX_MOVE_IN] = N_ ("Move into travel"),
  [INS_FIX_KEEP_GATES] = N_ ("Keep gate values only"),
  [INS_N_FIXES] = NULL,
};

char *
ins_fix_dup_label (InsFix fix, const InsRecipe *recipe, const InsRigStatus *status)
{
  g_autoptr (InsRecipe) mended = NULL;

  if (fix == INS_FIX_NONE)
    return g_strdup ("");
  if (ins_fix_is_in_recipe (fix))
    mended = ins_fix_apply (fix, recipe, status);
  if (mended == NULL && ins_fix_is_in_recipe (fix))
    return g_strdup ("");
  if (labels[fix] != NULL)
    return g_strdup (_ (labels[fix]));
  if (fix == INS_FIX_SLOW_DOWN)
    return g_strdup_printf (_ ("Slow down to %.4g mm/s"), mended->speed_mm_s);
  if (fix == INS_FIX_SHORTER_RECORD)
    return g_strdup_printf (_ ("Record %u samples"), mended->timing.n_samples);
  if (fix == INS_FIX_FINER_STEPS)
    return g_strdup_printf (_ ("Take steps of %.3g mm"),
                            MAX (mended->scan_step_mm, mended->index_step_mm));
  if (fix == INS_FIX_LOWER_PRF || fix == INS_FIX_QUIET_PRF)
    return g_strdup_printf (_ ("Pulse at %.6g Hz"), mended->timing.prf_hz);

  return g_strdup_printf (_ ("Sample at %.4g MHz"), mended->timing.sample_rate_hz * 1e-6);
}

InsFix
ins_fix_find_for_recipe (const InsRecipe *recipe)
{
  const InsTiming *timing = &recipe->timing;

  return recipe->mode == INS_MODE_WAVEFORM && timing->sample_rate_hz > 0.0 &&
                 timing->n_samples / timing->sample_rate_hz * timing->prf_hz > 1.0
             ? INS_FIX_LOWER_PRF
             : INS_FIX_NONE;
}

/* Where the first thing that comes to mind cannot be done. */
static InsFix
get_second_choice (InsFix fix)
{
  static const InsFix second[] = {
    [INS_FIX_SHORTEN] = INS_FIX_MOVE_IN,         [INS_FIX_MOVE_IN] = INS_FIX_SLOW_DOWN,
    [INS_FIX_SLOW_DOWN] = INS_FIX_STAGE_PAGE,    [INS_FIX_LOWER_PRF] = INS_FIX_SAMPLE_FASTER,
    [INS_FIX_SAMPLE_FASTER] = INS_FIX_CARD_PAGE, [INS_N_FIXES] = INS_FIX_NONE,
  };

  return second[fix];
}

void
ins_preflight_settle_fixes (GPtrArray *checks, const InsRecipe *recipe, const InsRigStatus *status)
{
  for (guint i = 0; i < checks->len; i++)
    {
      InsCheck *check = checks->pdata[i];

      while (check->fix != INS_FIX_NONE)
        {
          g_autofree char *label = ins_fix_dup_label (check->fix, recipe, status);

          g_strlcpy (check->fix_label, label, sizeof check->fix_label);
          if (check->fix_label[0] != '\0')
            break;
          check->fix = get_second_choice (check->fix);
        }
    }
}
