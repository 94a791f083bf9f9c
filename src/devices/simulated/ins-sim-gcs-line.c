/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-number.h"
#include "devices/simulated/ins-sim-gcs-private.h"

#define IDENTITY "(c)2016 Physik Instrumente (PI) GmbH & Co. KG, C-884.4DC, 0116000425, 1.3.0.1"
#define IDENTITY_C863 "(c)2013 Physik Instrumente (PI) GmbH & Co. KG, C-863.12, 0115500624, 1.2.1.0"
#define N_DECIMALS 6
#define PARAMETER_MAXIMUM_SPEED 0xA

/* ---- what a line consists of ---------------------------------------------------------------- */

void
ins_sim_gcs_complain (InsSimGcsLine *line, int code)
{
  line->gcs->error = code;
}

/* Every line but the last ends with a blank. */
void
ins_sim_gcs_answer (InsSimGcsLine *line, const char *key, const char *value)
{
  if (line->answer->len > 0)
    g_string_append (line->answer, " \n");
  g_string_append_printf (line->answer, "%s%s%s", key, *key != '\0' ? "=" : "", value);
}

void
ins_sim_gcs_answer_number (InsSimGcsLine *line, const char *key, double value)
{
  g_autofree char *text = ins_number_format_fixed (value, N_DECIMALS);

  ins_sim_gcs_answer (line, key, text);
}

int
ins_sim_gcs_find_axis (const InsSimGcs *gcs, const char *name)
{
  guint axis = (guint)(name[0] - '1');

  return name[0] >= '1' && name[1] == '\0' && axis < gcs->n_axes ? (int)axis : -1;
}

/* No axis is all of them. */
gboolean
ins_sim_gcs_take_axes (InsSimGcsLine *line, guint *mask)
{
  *mask = line->n_words == 0 ? (1u << line->gcs->n_axes) - 1 : 0;
  for (guint i = 0; i < line->n_words; i++)
    {
      int axis = ins_sim_gcs_find_axis (line->gcs, line->words[i]);

      if (axis < 0)
        {
          ins_sim_gcs_complain (line, GCS_ERROR_AXIS);
          return FALSE;
        }
      *mask |= 1u << axis;
    }

  return TRUE;
}

/* ---- questions about axes ------------------------------------------------------------------- */

typedef double (*Getter) (InsSimGcsLine *line, guint axis);

static double
get_pos (InsSimGcsLine *line, guint axis)
{
  return ins_sim_gcs_get_mm (line->gcs, axis, line->now_s);
}

static double
get_mov (InsSimGcsLine *line, guint axis)
{
  return line->gcs->target_mm[axis];
}

static double
get_vel (InsSimGcsLine *line, guint axis)
{
  return line->gcs->speed[axis];
}

static double
get_acc (InsSimGcsLine *line, guint axis)
{
  return line->gcs->acceleration[axis];
}

static double
get_dec (InsSimGcsLine *line, guint axis)
{
  return line->gcs->deceleration[axis];
}

static double
get_tmn (InsSimGcsLine *line, guint axis)
{
  return INS_SIM_MINIMUM_MM;
}

static double
get_tmx (InsSimGcsLine *line, guint axis)
{
  return INS_SIM_MAXIMUM_MM;
}

static double
get_nlm (InsSimGcsLine *line, guint axis)
{
  return line->gcs->soft_low[axis];
}

static double
get_plm (InsSimGcsLine *line, guint axis)
{
  return line->gcs->soft_high[axis];
}

static double
get_svo (InsSimGcsLine *line, guint axis)
{
  return line->gcs->servo[axis];
}

static double
get_frf (InsSimGcsLine *line, guint axis)
{
  return line->gcs->is_referenced[axis];
}

static double
get_ron (InsSimGcsLine *line, guint axis)
{
  return line->gcs->reference_mode[axis];
}

static double
get_ssl (InsSimGcsLine *line, guint axis)
{
  return line->gcs->has_soft_limits[axis];
}

static double
get_ont (InsSimGcsLine *line, guint axis)
{
  return line->gcs->servo[axis] && line->gcs->home_phase[axis] == 0 &&
         !ins_sim_axes_is_moving (line->gcs->axes, axis, line->now_s);
}

static double
get_one (InsSimGcsLine *line, guint axis)
{
  return 1.0;
}

static const struct
{
  const char *name;
  Getter get;
  gboolean is_flag;
} questions[] = {
  { "POS?", get_pos, FALSE }, { "MOV?", get_mov, FALSE }, { "VEL?", get_vel, FALSE },
  { "ACC?", get_acc, FALSE }, { "DEC?", get_dec, FALSE }, { "TMN?", get_tmn, FALSE },
  { "TMX?", get_tmx, FALSE }, { "NLM?", get_nlm, FALSE }, { "PLM?", get_plm, FALSE },
  { "SVO?", get_svo, TRUE },  { "FRF?", get_frf, TRUE },  { "RON?", get_ron, TRUE },
  { "SSL?", get_ssl, TRUE },  { "ONT?", get_ont, TRUE },  { "TRS?", get_one, TRUE },
  { "LIM?", get_one, TRUE },
};

static gboolean
run_question (InsSimGcsLine *line, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      guint mask = 0;

      if (strcmp (questions[i].name, name) != 0)
        continue;
      if (!ins_sim_gcs_take_axes (line, &mask))
        return TRUE;
      for (guint axis = 0; axis < INS_N_AXES; axis++)
        {
          const char key[] = { (char)('1' + axis), '\0' };
          double value;

          if ((mask & (1u << axis)) == 0)
            continue;
          value = questions[i].get (line, axis);
          if (questions[i].is_flag)
            ins_sim_gcs_answer (line, key, value > 0.0 ? "1" : "0");
          else
            ins_sim_gcs_answer_number (line, key, value);
        }
      return TRUE;
    }

  return FALSE;
}

/* ---- the rest ------------------------------------------------------------------------------- */

static void
answer_axes (InsSimGcsLine *line)
{
  for (guint axis = 0; axis < line->gcs->n_axes; axis++)
    {
      const char name[] = { (char)('1' + axis), '\0' };

      ins_sim_gcs_answer (line, "", name);
    }
}

static void
answer_error (InsSimGcsLine *line)
{
  char code[16];

  g_snprintf (code, sizeof code, "%d", line->gcs->error);
  line->gcs->error = 0;
  ins_sim_gcs_answer (line, "", code);
}

/* SPA? AXIS PARAMETER: the only one that is known */
static void
answer_parameter (InsSimGcsLine *line)
{
  int axis = line->n_words == 2 ? ins_sim_gcs_find_axis (line->gcs, line->words[0]) : -1;

  if (axis < 0 || g_ascii_strtoull (line->words[1], NULL, 0) != PARAMETER_MAXIMUM_SPEED)
    ins_sim_gcs_complain (line, axis < 0 ? GCS_ERROR_AXIS : GCS_ERROR_RANGE);
  else
    {
      g_autofree char *key = g_strdup_printf ("%d 0xA", axis + 1);

      ins_sim_gcs_answer_number (line, key, line->gcs->parent.config.maximum_speed_mm_s);
    }
}

/* @name is in capitals. */
static void
run (InsSimGcsLine *line, const char *name)
{
  if (strcmp (name, "ERR?") == 0)
    answer_error (line);
  else if (ins_sim_gcs_is_homing (line->gcs))
    ins_sim_gcs_complain (line, GCS_ERROR_BUSY);
  else if (strcmp (name, "*IDN?") == 0)
    ins_sim_gcs_answer (line, "", line->gcs->has_status ? IDENTITY_C863 : IDENTITY);
  else if (strcmp (name, "CSV?") == 0)
    ins_sim_gcs_answer (line, "", "2.0");
  else if (strcmp (name, "SAI?") == 0)
    answer_axes (line);
  else if (strcmp (name, "SPA?") == 0)
    answer_parameter (line);
  else if (!run_question (line, name) && !ins_sim_gcs_run_setting (line, name) &&
           !ins_sim_gcs_run_trigger (line, name))
    ins_sim_gcs_complain (line, GCS_ERROR_COMMAND);
}

void
ins_sim_gcs_execute (InsSimGcs *self, char *text, double now_s)
{
  InsSimGcsLine line = { .gcs = self, .now_s = now_s, .answer = g_string_new (NULL) };
  char *rest = NULL;
  const char *name = strtok_r (text, " ", &rest);
  g_autofree char *capitals = name != NULL ? g_ascii_strup (name, -1) : NULL;

  for (char *word = name != NULL ? strtok_r (NULL, " ", &rest) : NULL;
       word != NULL && line.n_words < INS_SIM_GCS_MAX_WORDS; word = strtok_r (NULL, " ", &rest))
    line.words[line.n_words++] = word;
  if (capitals != NULL)
    run (&line, capitals);
  if (line.answer->len > 0)
    {
      g_string_append_c (line.answer, '\n');
      ins_sim_wire_send (self->parent.wire, line.answer->str, now_s);
    }
  g_string_free (line.answer, TRUE);
}
