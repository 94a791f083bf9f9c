/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-error.h"
#include "scan/ins-preflight-private.h"

/* Positions and speeds that differ by less than this share are the same: cards round. */
#define ROUNDING 1e-3
#define TRAVEL_TOLERANCE_MM 1e-6

/* Below this many pulses for a pixel some pixel gets none now and then. */
#define SAFE_PULSES_PER_PIXEL 1.1

/* Samples in one period of the probe (two: Nyquist; four and eight: practice). */
#define SAMPLES_MINIMUM 2.0
#define SAMPLES_USABLE 4.0
#define SAMPLES_GENEROUS 8.0

InsCheck *
ins_preflight_make_check (InsCheckLevel level, const char *format, ...)
{
  InsCheck *check = g_new0 (InsCheck, 1);
  va_list arguments;

  va_start (arguments, format);
  check->level = level;
  check->text = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  return check;
}

void
ins_preflight_free_check (gpointer data)
{
  InsCheck *check = data;

  g_free (check->text);
  g_free (check);
}

#define add(checks, ...) g_ptr_array_add (checks, ins_preflight_make_check (__VA_ARGS__))

/* The check that was added last. */
static void
make_minor (GPtrArray *checks)
{
  InsCheck *check = checks->pdata[checks->len - 1];

  check->is_minor = TRUE;
}

/* Likewise. */
static InsCheck *
set_fix (GPtrArray *checks, InsFix fix)
{
  InsCheck *check = checks->pdata[checks->len - 1];

  check->fix = fix;

  return check;
}

static void
check_stage_note (GPtrArray *checks, const InsRigStatus *status)
{
  if (status->stage_ready && status->stage_note[0] != '\0')
    add (checks, INS_CHECK_NOTE, "%s", status->stage_note);
}

/* Only the stage's own word can place the pulses, and it says nothing. */
static gboolean
cannot_be_placed (const InsPlan *plan, const InsRigStatus *status)
{
  return !status->stage_info.reports_in_motion && plan->motion != INS_SCAN_POINTS &&
         !(plan->pulse_step_mm > 0.0) &&
         !(status->digitizer_ready && status->digitizer_info.has_encoder);
}

static void
check_stage (GPtrArray *checks, const InsPlan *plan, const InsRigStatus *status)
{
  const InsStageReport *report = &status->stage_report;

  if (!status->stage_ready)
    add (checks, INS_CHECK_BAD, _ ("The stage does not answer. Connect it first."));
  else if (report->activity == INS_STAGE_ALARM)
    add (checks, INS_CHECK_BAD, _ ("The stage has stopped itself (alarm %u). Home it first."),
         report->alarm_code);
  else if (cannot_be_placed (plan, status))
    add (checks, INS_CHECK_BAD,
         _ ("The stage does not say where it is while it moves. Scan point by point "
            "(Motion=points)."));
  else if (status->stage_doubt[0] != '\0')
    add (checks, INS_CHECK_BAD, "%s", status->stage_doubt);
  else if (!report->position_known)
    add (checks, INS_CHECK_BAD, "%s",
         report->message[0] != '\0' ? report->message /* homing may not help */
                                    : _ ("The stage does not know where it is. Home it first."));
  else if (status->position_trigger && !status->stage_info.can_trigger)
    add (checks, INS_CHECK_BAD,
         _ ("The rig says that the stage triggers the card, but %s gives no pulses at positions. "
            "Take PositionTrigger out of the rig file."),
         status->stage_info.name);
  else if (report->homed)
    add (checks, INS_CHECK_OK, _ ("Stage answers and is homed"));
  else if (status->stage_info.can_home)
    add (checks, INS_CHECK_BAD, _ ("The stage is not homed. Home it first."));
  else
    add (checks, INS_CHECK_NOTE,
         _ ("Stage answers; it cannot home, so it counts from where it was switched on"));
  set_fix (checks, ins_preflight_find_stage_fix (plan, status))->is_about_stage = TRUE;
}

/* By how much [low, high] leaves [minimum, maximum]; NaN limits do not exist. */
static double
get_excess_mm (double low, double high, double minimum, double maximum)
{
  double below = isfinite (minimum) ? minimum - low : 0.0;
  double above = isfinite (maximum) ? high - maximum : 0.0;

  return MAX (MAX (below, above), 0.0);
}

static double
get_axis_excess_mm (const InsRigStatus *status, InsAxis axis, double low, double high)
{
  double excess = get_excess_mm (low, high, status->soft_minimum.mm[axis],
                                 status->soft_maximum.mm[axis]);

  if (status->stage_ready)
    excess = MAX (excess, get_excess_mm (low, high, status->stage_info.travel_minimum.mm[axis],
                                         status->stage_info.travel_maximum.mm[axis]));

  return excess > TRAVEL_TOLERANCE_MM ? excess : 0.0;
}

static gboolean
is_travel_known (const InsRigStatus *status)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      gboolean stage = status->stage_ready &&
                       isfinite (status->stage_info.travel_minimum.mm[axis]) &&
                       isfinite (status->stage_info.travel_maximum.mm[axis]);
      gboolean soft = isfinite (status->soft_minimum.mm[axis]) &&
                      isfinite (status->soft_maximum.mm[axis]);

      if (!stage && !soft)
        return FALSE;
    }

  return TRUE;
}

static void
check_area (GPtrArray *checks,
            const InsRecipe *recipe,
            const InsPlan *plan,
            const InsRigStatus *status)
{
  g_autoptr (GString) text = g_string_new (NULL);
  InsPosition low, high;

  ins_plan_get_extent (plan, &low, &high);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double runway_mm = axis == plan->grid.scan_axis ? plan->runway_mm : 0.0;
      double all_mm = get_axis_excess_mm (status, (InsAxis)axis, low.mm[axis], high.mm[axis]);
      double area_mm = get_axis_excess_mm (status, (InsAxis)axis, low.mm[axis] + runway_mm,
                                           high.mm[axis] - runway_mm);

      if (all_mm == 0.0)
        continue;
      if (text->len > 0)
        g_string_append_c (text, ' ');
      if (axis != plan->grid.scan_axis && axis != plan->grid.index_axis)
        g_string_append_printf (text, _ ("%c lies %.3g mm outside travel. Change the start."),
                                INS_AXIS_LETTERS[axis], all_mm);
      else if (area_mm > 0.0)
        g_string_append_printf (text, _ ("Area leaves %c by %.3g mm. Move it or shorten it."),
                                INS_AXIS_LETTERS[axis], all_mm);
      else
        g_string_append_printf (text,
                                _ ("The %.1f mm runway leaves %c by %.3g mm. Move the area, "
                                   "shorten it or scan slower."),
                                runway_mm, INS_AXIS_LETTERS[axis], all_mm);
    }

  if (recipe->n_regions > 0)
    add (checks, INS_CHECK_BAD,
         _ ("This recipe has %u regions, and each goes into a file of its own."),
         recipe->n_regions);
  else if (text->len > 0)
    {
      add (checks, INS_CHECK_BAD, "%s", text->str);
      set_fix (checks, INS_FIX_SHORTEN);
    }
  else if (is_travel_known (status))
    add (checks, INS_CHECK_OK, _ ("Area and %.1f mm runway are inside travel"), plan->runway_mm);
  else
    add (checks, INS_CHECK_NOTE,
         _ ("How far the stage travels is not known: see that the area and %.1f mm runway are "
            "free"),
         plan->runway_mm);
}

static void
check_speed (GPtrArray *checks,
             const InsRecipe *recipe,
             const InsPlan *plan,
             const InsRigStatus *status)
{
  double speed = plan->speed_mm_s;
  double most = plan->grid.scan_step_mm * plan->timing.prf_hz / recipe->averages;
  double stage_most = status->stage_info.maximum_speed.mm[plan->grid.scan_axis];
  gboolean points = plan->motion == INS_SCAN_POINTS;

  if (status->stage_ready && isfinite (stage_most) && speed > stage_most * (1.0 + ROUNDING))
    add (checks, INS_CHECK_BAD, _ ("The stage does at most %.4g mm/s along %c. Scan slower."),
         stage_most, INS_AXIS_LETTERS[plan->grid.scan_axis]);
  else if (points)
    add (checks, INS_CHECK_OK, _ ("Stops at each pixel: %.3g ms of rest for %u pulses"),
         plan->hold_s * 1e3, plan->n_averages);
  else if (speed > most * (1.0 + ROUNDING) && recipe->averages > 1)
    add (checks, INS_CHECK_BAD,
         _ ("%.4g mm/s is too fast for %u pulses a pixel: at most %.4g mm/s. Scan slower, or take "
            "larger steps, more pulses a second or fewer averages."),
         speed, recipe->averages, most);
  else if (speed > most * (1.0 + ROUNDING))
    add (checks, INS_CHECK_BAD,
         _ ("%.4g mm/s is more than the %.4g mm/s of this pulse rate. Scan slower, or take larger "
            "steps, more pulses a second or fewer averages."),
         speed, most);
  else if (speed * SAFE_PULSES_PER_PIXEL > most && !status->position_trigger)
    add (checks, INS_CHECK_NOTE,
         _ ("%.4g of at most %.4g mm/s for this pulse rate: single pixels may stay empty"), speed,
         most);
  else
    add (checks, INS_CHECK_OK, _ ("%.4g of at most %.4g mm/s for this pulse rate"), speed, most);
  if (((InsCheck *)checks->pdata[checks->len - 1])->level != INS_CHECK_OK)
    set_fix (checks, INS_FIX_SLOW_DOWN);
}

/* What tells where a pulse was heard. */
static void
check_placing (GPtrArray *checks, const InsPlan *plan, const InsRigStatus *status)
{
  const InsDigitizerInfo *card = &status->digitizer_info;

  if (plan->pulse_step_mm > 0.0)
    add (checks, INS_CHECK_OK,
         _ ("The stage triggers the card every %.4g mm; a line counts only with all of its pulses "
            "(%u)"),
         plan->pulse_step_mm, plan->n_line_pulses);
  else if (status->digitizer_ready && card->has_encoder && card->encoder_step_mm > 0.0)
    add (checks, INS_CHECK_OK, _ ("Pixels are placed by the encoder at the card (%.3g µm a count)"),
         card->encoder_step_mm * 1e3);
  else if (status->digitizer_ready && card->has_encoder)
    add (checks, INS_CHECK_OK, _ ("Pixels are placed by the encoder at the card"));
  else
    {
      add (checks, INS_CHECK_OK, _ ("Pixels are placed by what the stage says in motion"));
      make_minor (checks);
    }
}

/* One sentence about gates of a flaw detector that do not fit the recipe's; NULL if all do. The
 * level is bad where a value would have no place. */
static char *
find_gate_problem (const InsRecipe *recipe, const InsDigitizerInfo *card, InsCheckLevel *level)
{
  gboolean has_output[INS_MAX_GATES] = { FALSE };

  *level = INS_CHECK_BAD;
  for (guint i = 0; i < card->n_outputs; i++)
    {
      const InsCardOutput *output = &card->outputs[i];
      int gate = ins_recipe_find_gate (recipe, output->gate);

      if (output->kind == INS_OUTPUT_SPARE)
        continue;
      if (gate < 0)
        return g_strdup_printf (
            _ ("The card gives gate %s, which is not in the recipe. Add it or rename the output."),
            output->gate);
      has_output[gate] = TRUE;
    }
  *level = INS_CHECK_NOTE;
  for (guint gate = 0; gate < recipe->n_gates; gate++)
    if (!has_output[gate])
      return g_strdup_printf (_ ("The card has no output for gate %s: it stays empty"),
                              recipe->gates[gate].name);

  return NULL;
}

static void
check_card (GPtrArray *checks, const InsRecipe *recipe, const InsRigStatus *status)
{
  const InsDigitizerInfo *card = &status->digitizer_info;
  InsCheckLevel level = INS_CHECK_OK;
  g_autofree char *problem = card->n_outputs > 0 ? find_gate_problem (recipe, card, &level) : NULL;

  if (!status->digitizer_ready)
    add (checks, INS_CHECK_BAD, _ ("The card does not answer. Connect it first."));
  else if (card->n_outputs > 0 && recipe->mode != INS_MODE_GATED)
    add (checks, INS_CHECK_BAD,
         _ ("The card gives the values of gates, no A-scans. Keep the gates only (Mode=gated)."));
  else if (status->position_trigger && recipe->motion == INS_SCAN_POINTS)
    add (checks, INS_CHECK_BAD,
         _ ("The rig says that the stage triggers the card, so none comes while it rests. Sweep "
            "the lines (Motion=continuous), or take PositionTrigger out of the rig file."));
  else if (status->position_trigger && (card->mode == INS_ACQUIRE_STREAM || !card->waits_for_pulse))
    add (checks, INS_CHECK_BAD,
         _ ("The rig says that the stage triggers the card, but the card takes its own pulses. "
            "Set the card to a trigger, or take PositionTrigger out of the rig file."));
  else if (problem != NULL && level == INS_CHECK_BAD)
    add (checks, INS_CHECK_BAD, "%s", problem);
  else if (!status->timing_accepted && status->timing_note[0] != '\0')
    add (checks, INS_CHECK_BAD, "%s", status->timing_note);
  else if (!status->timing_accepted)
    add (checks, INS_CHECK_BAD, _ ("The card does not take this timing. Change the sampling."));
  else if (status->timing_note[0] != '\0' || problem != NULL)
    add (checks, INS_CHECK_NOTE, "%s%s%s", status->timing_note,
         status->timing_note[0] != '\0' && problem != NULL ? " " : "",
         problem != NULL ? problem : "");
  else
    add (checks, INS_CHECK_OK, _ ("Card takes the timing as asked"));
  set_fix (checks, ins_preflight_find_card_fix (recipe, status))->is_about_card = TRUE;
  if (((InsCheck *)checks->pdata[checks->len - 1])->level == INS_CHECK_OK)
    set_fix (checks, INS_FIX_NONE);
  /* a note only: a stage that gives the pulses gives none at rest */
  if (status->digitizer_ready && status->pulse_note[0] != '\0')
    {
      add (checks, INS_CHECK_NOTE, "%s", status->pulse_note);
      set_fix (checks, INS_FIX_CARD_PAGE)->is_about_card = TRUE;
    }
}

InsCheck *
ins_preflight_check_disk (guint64 n_bytes, gint64 n_free_bytes)
{
  g_autofree char *needed = g_format_size (n_bytes);
  g_autofree char *free_size = g_format_size ((guint64)MAX (n_free_bytes, 0));

  if (n_free_bytes < 0)
    return ins_preflight_make_check (
        INS_CHECK_NOTE, _ ("The scan takes %s; room on the disk is not known yet"), needed);
  if ((guint64)n_free_bytes < n_bytes)
    {
      InsCheck *check = ins_preflight_make_check (
          INS_CHECK_BAD,
          _ ("The scan takes %s, the disk has %s free. Make room, or keep the gates only."), needed,
          free_size);

      check->fix = INS_FIX_FOLDER;
      g_strlcpy (check->fix_label, _ ("Choose a folder…"), sizeof check->fix_label);
      return check;
    }

  return ins_preflight_make_check (INS_CHECK_OK, _ ("Scan takes %s, disk has %s free"), needed,
                                   free_size);
}

double
ins_preflight_get_line_bytes (const InsPlan *plan)
{
  double n_pulses = plan->motion == INS_SCAN_POINTS
                        ? (double)plan->grid.n_columns * plan->n_averages
                        : plan->line_s * plan->timing.prf_hz;

  return n_pulses * plan->timing.n_samples * sizeof (gint16);
}

static void
check_memory (GPtrArray *checks, const InsPlan *plan)
{
  const double bytes = ins_preflight_get_line_bytes (plan);
  g_autofree char *size = g_format_size ((guint64)MIN (bytes, 9e18));
  g_autofree char *most = g_format_size ((guint64)INS_PREFLIGHT_MAX_LINE_BYTES);

  if (bytes > INS_PREFLIGHT_MAX_LINE_BYTES)
    {
      add (checks, INS_CHECK_BAD,
           _ ("One line makes %s of samples; %s can be held. Take shorter lines or records, or "
              "scan faster."),
           size, most);
      set_fix (checks, INS_FIX_SHORTER_RECORD);
    }
  else
    add (checks, INS_CHECK_OK, _ ("One line takes %s of memory"), size);
  make_minor (checks);
}

static void
check_probe (GPtrArray *checks,
             const InsRecipe *recipe,
             const InsPlan *plan,
             const InsRigStatus *status)
{
  double n = plan->timing.sample_rate_hz / recipe->probe_frequency_hz;

  if (status->digitizer_ready && status->digitizer_info.n_outputs > 0)
    add (checks, INS_CHECK_OK, _ ("Values come from the flaw detector, which samples by itself"));
  else if (recipe->signal == INS_SIGNAL_VIDEO)
    add (checks, INS_CHECK_OK, _ ("Video signal: %.2g samples per period do"), n);
  else if (n < SAMPLES_MINIMUM)
    add (checks, INS_CHECK_BAD,
         _ ("%.2g samples per period cannot show this probe's echo. Sample faster, or record the "
            "video signal."),
         n);
  else if (n < SAMPLES_USABLE)
    add (checks, INS_CHECK_NOTE, _ ("%.2g samples per period: peaks will read too low"), n);
  else if (n < SAMPLES_GENEROUS)
    add (checks, INS_CHECK_NOTE, _ ("%.2g samples per period: enough, not generous"), n);
  else
    add (checks, INS_CHECK_OK, _ ("%.3g samples per period"), n);
  if (((InsCheck *)checks->pdata[checks->len - 1])->level != INS_CHECK_OK)
    set_fix (checks, INS_FIX_SAMPLE_FASTER);
}

InsCheck *
ins_preflight_check_time (double total_s)
{
  InsCheck *check;

  if (total_s < 120.0)
    check = ins_preflight_make_check (INS_CHECK_OK, _ ("About %.0f s"), ceil (total_s));
  else if (total_s < 7200.0)
    check = ins_preflight_make_check (INS_CHECK_OK, _ ("About %.0f min"), ceil (total_s / 60.0));
  else
    check = ins_preflight_make_check (INS_CHECK_OK, _ ("About %.1f h"), total_s / 3600.0);
  check->is_minor = TRUE;

  return check;
}

GPtrArray *
ins_preflight_check (const InsRecipe *recipe, const InsPlan *plan, const InsRigStatus *status)
{
  GPtrArray *checks = g_ptr_array_new_with_free_func (ins_preflight_free_check);

  check_stage (checks, plan, status);
  check_stage_note (checks, status);
  check_area (checks, recipe, plan, status);
  check_speed (checks, recipe, plan, status);
  check_placing (checks, plan, status);
  check_card (checks, recipe, status);
  g_ptr_array_add (checks, ins_preflight_check_gain (status));
  g_ptr_array_add (checks, ins_preflight_check_disk (plan->n_bytes, status->n_free_bytes));
  check_memory (checks, plan);
  check_probe (checks, recipe, plan, status);
  g_ptr_array_add (checks, ins_preflight_check_beam (recipe, status));
  g_ptr_array_add (checks, ins_preflight_check_time (plan->total_s));
  ins_preflight_settle_fixes (checks, recipe, status);

  return checks;
}

gboolean
ins_preflight_passes (GPtrArray *checks, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < checks->len; i++)
    {
      const InsCheck *check = g_ptr_array_index (checks, i);

      if (check->level != INS_CHECK_BAD)
        continue;
      if (text->len > 0)
        g_string_append_c (text, ' ');
      g_string_append (text, check->text);
    }
  if (text->len == 0)
    return TRUE;

  g_set_error_literal (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_PREFLIGHT, text->str);

  return FALSE;
}
