/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-number.h"
#include "devices/simulated/ins-sim-gcs-private.h"

/* Parameters of CTO. */
#define CTO_STEP 1
#define CTO_AXIS 2
#define CTO_MODE 3
#define CTO_POLARITY 7
#define CTO_START 8
#define CTO_STOP 9
#define CTO_POSITION 10

#define MODE_POSITION_DISTANCE 0
#define MODE_IN_MOTION 6

#define MAX_PASSES 3
#define OFF_GRID_MM 1e-9
#define JUST_BEFORE_S 1e-7

/* ---- pulses --------------------------------------------------------------------------------- */

/* With two equal thresholds there are none. */
static gboolean
has_thresholds (const InsSimGcsOutput *output)
{
  return output->start_mm < output->stop_mm || output->start_mm > output->stop_mm;
}

static gboolean
gives_pulses (const InsSimGcsOutput *output)
{
  return output->is_on && output->axis >= 0 && output->mode == MODE_POSITION_DISTANCE &&
         output->step_mm > 0.0;
}

/* Where the next pulse would be, one step to either side. */
static void
expect_around (InsSimGcsOutput *output, double mm)
{
  output->next_mm[0] = mm - output->step_mm;
  output->next_mm[1] = mm + output->step_mm;
}

/* When the axis comes to a position as the controller counts, on its way in the direction of
 * @sign; INFINITY. It may turn round once and pass there the other way first. */
static double
when_at (InsSimGcs *self, guint axis, double mm, double sign, double now_s)
{
  double when_s = now_s;

  for (guint i = 0; i < MAX_PASSES && isfinite (when_s); i++)
    {
      when_s = ins_sim_axes_when_at (self->axes, axis, mm - self->zero_mm[axis], when_s);
      if (isfinite (when_s) &&
          sign * ins_sim_axes_get_speed_mm_s (self->axes, axis, when_s - JUST_BEFORE_S) > 0.0)
        return when_s;
    }

  return (double)INFINITY;
}

/* Of what the output waits for; @mm: where that is. */
static double
next_s (InsSimGcs *self, const InsSimGcsOutput *output, double now_s, double *mm)
{
  guint axis = (guint)output->axis;
  double sign = output->stop_mm > output->start_mm ? 1.0 : -1.0;
  double down_s, up_s, stop_s = (double)INFINITY;

  if (has_thresholds (output) && !output->is_running)
    {
      *mm = output->start_mm;
      return when_at (self, axis, *mm, sign, now_s);
    }
  down_s = when_at (self, axis, output->next_mm[0], -1.0, now_s);
  up_s = when_at (self, axis, output->next_mm[1], 1.0, now_s);
  *mm = down_s < up_s ? output->next_mm[0] : output->next_mm[1];
  if (has_thresholds (output))
    stop_s = when_at (self, axis, output->stop_mm, sign, now_s);
  if (stop_s >= fmin (down_s, up_s))
    return fmin (down_s, up_s);
  *mm = output->stop_mm;

  return stop_s;
}

/* The second threshold, unless a pulse lies just there. */
static gboolean
is_off_grid (const InsSimGcsOutput *output, double mm)
{
  return fabs (mm - output->next_mm[0]) > OFF_GRID_MM &&
         fabs (mm - output->next_mm[1]) > OFF_GRID_MM;
}

/* The first pulse is at the first threshold; once past the second there are no more until the first
 * is passed again. One that turns round in between goes on giving pulses (MS249E, CTO). */
static void
give_pulse (InsSimGcs *self, InsSimGcsOutput *output, double mm, double when_s)
{
  double sign = output->stop_mm > output->start_mm ? 1.0 : -1.0;

  if (has_thresholds (output) && output->is_running &&
      (is_off_grid (output, mm) || sign * (mm - output->start_mm) < 0.0))
    {
      output->is_running = FALSE;
      return;
    }
  output->is_running = TRUE;
  expect_around (output, mm);
  if (self->bench != NULL)
    ins_sim_bench_add_trigger (self->bench, when_s);
}

double
ins_sim_gcs_next_pulse_s (InsSimGcs *self, double now_s)
{
  double soonest_s = (double)INFINITY, mm;

  for (guint i = 0; i < INS_SIM_GCS_N_OUTPUTS; i++)
    if (gives_pulses (&self->outputs[i]))
      soonest_s = fmin (soonest_s, next_s (self, &self->outputs[i], now_s, &mm));

  return soonest_s;
}

void
ins_sim_gcs_give_pulses (InsSimGcs *self, double now_s)
{
  for (guint i = 0; i < INS_SIM_GCS_N_OUTPUTS; i++)
    {
      InsSimGcsOutput *output = &self->outputs[i];
      double from_s = self->handled_s, mm;

      while (gives_pulses (output))
        {
          double when_s = next_s (self, output, from_s, &mm);

          if (when_s > now_s)
            break;
          give_pulse (self, output, mm, when_s);
          from_s = when_s;
        }
    }
}

/* ---- commands ------------------------------------------------------------------------------- */

void
ins_sim_gcs_clear_outputs (InsSimGcs *self)
{
  memset (self->outputs, 0, sizeof self->outputs);
  for (guint i = 0; i < INS_SIM_GCS_N_OUTPUTS; i++)
    {
      self->outputs[i].axis = 0;
      self->outputs[i].polarity = 1;
      self->outputs[i].step_mm = 0.1;
    }
}

static InsSimGcsOutput *
find_output (InsSimGcsLine *line, const char *name)
{
  guint number = (guint)g_ascii_strtoull (name, NULL, 10);

  if (number >= 1 && number <= INS_SIM_GCS_N_OUTPUTS)
    return &line->gcs->outputs[number - 1];
  ins_sim_gcs_complain (line, GCS_ERROR_RANGE);

  return NULL;
}

/* NULL: it is no number, or there is no such parameter. */
static double *
find_parameter (InsSimGcsOutput *output, guint64 parameter)
{
  switch (parameter)
    {
    case CTO_STEP:
      return &output->step_mm;
    case CTO_START:
      return &output->start_mm;
    case CTO_STOP:
      return &output->stop_mm;
    case CTO_POSITION:
      return &output->position_mm;
    default:
      return NULL;
    }
}

/* An error code; 0 it is set. */
static int
set_parameter (InsSimGcsLine *line, InsSimGcsOutput *output, guint64 parameter, const char *text)
{
  double *number = find_parameter (output, parameter), value = 0.0;

  if (parameter == CTO_AXIS)
    {
      int axis = ins_sim_gcs_find_axis (line->gcs, text);

      if (axis >= 0)
        output->axis = axis;
      return axis < 0 ? GCS_ERROR_AXIS : 0;
    }
  if (!ins_number_parse (text, &value))
    return GCS_ERROR_SYNTAX;
  if (number != NULL)
    *number = value;
  else if (parameter == CTO_MODE && value >= 0.0 && value <= MODE_IN_MOTION)
    output->mode = (guint)value;
  else if (parameter == CTO_POLARITY)
    output->polarity = value > 0.0;
  else
    return GCS_ERROR_RANGE;

  return 0;
}

static void
run_cto (InsSimGcsLine *line)
{
  if (line->n_words == 0 || line->n_words % 3 != 0)
    {
      ins_sim_gcs_complain (line, GCS_ERROR_COUNT);
      return;
    }
  for (guint i = 0; i < line->n_words; i += 3)
    {
      InsSimGcsOutput *output = find_output (line, line->words[i]);
      int code = output != NULL
                     ? set_parameter (line, output, g_ascii_strtoull (line->words[i + 1], NULL, 10),
                                      line->words[i + 2])
                     : 0;

      if (code != 0)
        ins_sim_gcs_complain (line, code);
      if (output == NULL || code != 0)
        return;
    }
}

static void
answer_parameter (InsSimGcsLine *line, InsSimGcsOutput *output, const char *key, guint64 parameter)
{
  const char axis[] = { (char)('1' + output->axis), '\0' };
  double *number = find_parameter (output, parameter);
  char text[16];

  if (number != NULL)
    ins_sim_gcs_answer_number (line, key, *number);
  else if (parameter == CTO_AXIS)
    ins_sim_gcs_answer (line, key, axis);
  else if (parameter == CTO_MODE || parameter == CTO_POLARITY)
    {
      g_snprintf (text, sizeof text, "%u", parameter == CTO_MODE ? output->mode : output->polarity);
      ins_sim_gcs_answer (line, key, text);
    }
  else
    ins_sim_gcs_complain (line, GCS_ERROR_RANGE);
}

static void
run_cto_question (InsSimGcsLine *line)
{
  if (line->n_words % 2 != 0)
    ins_sim_gcs_complain (line, GCS_ERROR_COUNT);
  for (guint i = 0; i + 1 < line->n_words; i += 2)
    {
      InsSimGcsOutput *output = find_output (line, line->words[i]);
      g_autofree char *key = g_strdup_printf ("%s %s", line->words[i], line->words[i + 1]);

      if (output != NULL)
        answer_parameter (line, output, key, g_ascii_strtoull (line->words[i + 1], NULL, 10));
    }
}

static void
run_tro (InsSimGcsLine *line)
{
  if (line->n_words == 0 || line->n_words % 2 != 0)
    {
      ins_sim_gcs_complain (line, GCS_ERROR_COUNT);
      return;
    }
  for (guint i = 0; i < line->n_words; i += 2)
    {
      InsSimGcsOutput *output = find_output (line, line->words[i]);

      if (output == NULL)
        return;
      output->is_on = strcmp (line->words[i + 1], "1") == 0;
      output->is_running = FALSE;
      expect_around (output, ins_sim_gcs_get_mm (line->gcs, (guint)output->axis, line->now_s));
    }
}

static void
run_tro_question (InsSimGcsLine *line)
{
  for (guint i = 0; i < line->n_words; i++)
    {
      InsSimGcsOutput *output = find_output (line, line->words[i]);

      if (output != NULL)
        ins_sim_gcs_answer (line, line->words[i], output->is_on ? "1" : "0");
    }
}

gboolean
ins_sim_gcs_run_trigger (InsSimGcsLine *line, const char *name)
{
  if (strcmp (name, "CTO") == 0)
    run_cto (line);
  else if (strcmp (name, "CTO?") == 0)
    run_cto_question (line);
  else if (strcmp (name, "TRO") == 0)
    run_tro (line);
  else if (strcmp (name, "TRO?") == 0)
    run_tro_question (line);
  else
    return FALSE;

  return TRUE;
}
