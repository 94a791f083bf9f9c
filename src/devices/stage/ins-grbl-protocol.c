/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-number.h"
#include "devices/stage/ins-grbl-protocol.h"

#define POSITION_DECIMALS 4
#define FEED_DECIMALS 3
#define MAX_COORDINATE_MM 99999.0
#define MAX_FEED_MM_MIN 999999.0
#define MIN_FEED_MM_MIN 0.001

static const char *const state_names[] = {
  [INS_GRBL_IDLE] = "Idle",   [INS_GRBL_RUN] = "Run",     [INS_GRBL_HOLD_STATE] = "Hold",
  [INS_GRBL_JOG] = "Jog",     [INS_GRBL_ALARM] = "Alarm", [INS_GRBL_DOOR] = "Door",
  [INS_GRBL_CHECK] = "Check", [INS_GRBL_HOME] = "Home",   [INS_GRBL_SLEEP] = "Sleep",
  [INS_GRBL_TOOL] = "Tool",
};

static gboolean
parse_count (const char *text, guint *value)
{
  guint64 parsed = 0;

  if (!g_ascii_string_to_unsigned (text, 10, 0, 65535, &parsed, NULL))
    return FALSE;
  *value = (guint)parsed;

  return TRUE;
}

/* A number without the blanks and exponents that ins_number_parse() also takes. */
static gboolean
parse_plain (const char *text, double *value)
{
  return strspn (text, "+-.0123456789") == strlen (text) && ins_number_parse (text, value);
}

static gsize
count_decimals (const char *number)
{
  const char *point = strchr (number, '.');

  return point != NULL ? strlen (point + 1) : 0;
}

gboolean
ins_grbl_parse_position (const char *text, InsPosition *position, guint *n_axes)
{
  g_auto (GStrv) numbers = g_strsplit (text, ",", -1);
  InsPosition parsed = { { 0.0 } };
  guint n = 0;

  for (; numbers[n] != NULL; n++)
    {
      double value = 0.0;

      /* the firmware prints all alike, so one that differs lost a byte on its way */
      if (!parse_plain (numbers[n], &value) ||
          count_decimals (numbers[n]) != count_decimals (numbers[0]))
        return FALSE;
      if (n < INS_N_AXES)
        parsed.mm[n] = value;
    }
  if (n == 0)
    return FALSE;
  *position = parsed;
  *n_axes = n;

  return TRUE;
}

static gboolean
parse_state (char *text, InsGrblStatus *status)
{
  char *colon = strchr (text, ':');
  guint substate = 0;

  status->substate = -1;
  if (colon != NULL)
    {
      *colon = '\0';
      if (!parse_count (colon + 1, &substate))
        return FALSE;
      status->substate = (int)substate;
    }
  for (guint i = 0; i < G_N_ELEMENTS (state_names); i++)
    if (g_str_equal (text, state_names[i]))
      {
        status->state = (InsGrblState)i;
        return TRUE;
      }

  return FALSE;
}

/* Fields that do not concern a positioner (Bf, FS, Ov, A, ...) pass unread. */
static gboolean
parse_field (const char *field, InsGrblStatus *status)
{
  guint n_axes = 0;

  if (g_str_has_prefix (field, "MPos:") || g_str_has_prefix (field, "WPos:"))
    {
      status->is_work = field[0] == 'W';
      return ins_grbl_parse_position (field + strlen ("MPos:"), &status->position, &status->n_axes);
    }
  if (g_str_has_prefix (field, "WCO:"))
    {
      status->has_wco = TRUE;
      return ins_grbl_parse_position (field + strlen ("WCO:"), &status->wco, &n_axes);
    }
  if (g_str_has_prefix (field, "H:"))
    {
      status->has_homed = TRUE;
      status->is_homed = field[2] == '1';
      return field[2] == '0' || field[2] == '1';
    }
  if (g_str_has_prefix (field, "Pn:"))
    for (const char *letter = field + strlen ("Pn:"); *letter != '\0'; letter++)
      {
        const char *found = strchr (INS_AXIS_LETTERS, *letter);

        if (found != NULL)
          status->limit_mask |= 1u << (found - INS_AXIS_LETTERS);
      }

  return TRUE;
}

static gboolean
parse_status (const char *line, InsGrblStatus *status)
{
  gsize n = strlen (line);
  g_autofree char *inside = NULL;
  g_auto (GStrv) fields = NULL;

  memset (status, 0, sizeof *status);
  if (n < 3 || line[n - 1] != '>' || strchr (line + 1, '<') != NULL)
    return FALSE;
  inside = g_strndup (line + 1, n - 2);
  fields = g_strsplit (inside, "|", -1);
  if (!parse_state (fields[0], status))
    return FALSE;
  for (guint i = 1; fields[i] != NULL; i++)
    if (!parse_field (fields[i], status))
      return FALSE;

  return status->n_axes > 0;
}

/* "$110=600.000", with Grbl 0.9 and some boards "$110=600.000 (x max rate, mm/min)" */
static gboolean
parse_setting (const char *line, InsGrblReply *reply)
{
  const char *equals = strchr (line, '=');
  g_autofree char *number = NULL;
  g_autofree char *value = NULL;

  if (equals == NULL)
    return FALSE;
  number = g_strndup (line + 1, (gsize)(equals - line - 1));
  value = g_strndup (equals + 1, strcspn (equals + 1, " ("));
  reply->value = (double)NAN;
  if (number[0] == 'N')
    {
      reply->kind = INS_GRBL_REPLY_STARTUP;
      return parse_count (number + 1, &reply->code);
    }
  reply->kind = INS_GRBL_REPLY_SETTING;
  if (!parse_plain (value, &reply->value))
    reply->value = (double)NAN; /* grblHAL also has settings that are texts */

  return parse_count (number, &reply->code);
}

gboolean
ins_grbl_parse_line (const char *line, InsGrblReply *reply)
{
  memset (reply, 0, sizeof *reply);
  reply->text = line;

  if (*line == '\0')
    reply->kind = INS_GRBL_REPLY_EMPTY;
  else if (g_str_equal (line, "ok"))
    reply->kind = INS_GRBL_REPLY_OK;
  else if (g_str_has_prefix (line, "error:"))
    {
      reply->kind = INS_GRBL_REPLY_ERROR;
      return parse_count (line + strlen ("error:"), &reply->code);
    }
  else if (g_str_has_prefix (line, "ALARM:"))
    {
      reply->kind = INS_GRBL_REPLY_ALARM;
      return parse_count (line + strlen ("ALARM:"), &reply->code);
    }
  else if (*line == '<')
    {
      reply->kind = INS_GRBL_REPLY_STATUS;
      return parse_status (line, &reply->status);
    }
  else if (*line == '[' && line[strlen (line) - 1] == ']')
    reply->kind = INS_GRBL_REPLY_TAG;
  else if (*line == '$')
    return parse_setting (line, reply);
  else if (*line == '>')
    reply->kind = INS_GRBL_REPLY_STARTUP;
  else if (g_str_has_prefix (line, "Grbl ") || g_ascii_strncasecmp (line, "GrblHAL ", 8) == 0)
    reply->kind = INS_GRBL_REPLY_GREETING;
  else
    return FALSE;

  return TRUE;
}

InsGrblOutcome
ins_grbl_parser_feed (InsGrblParser *self,
                      const guint8 *bytes,
                      gsize n_bytes,
                      gsize *n_used,
                      InsGrblReply *reply)
{
  for (gsize i = 0; i < n_bytes; i++)
    {
      guint8 byte = bytes[i];

      if (byte == '\n')
        {
          gboolean is_good = !self->is_spoilt;

          self->line[self->n] = '\0';
          is_good &= g_utf8_validate (self->line, -1, NULL);
          self->n = 0;
          self->is_spoilt = FALSE;
          *n_used = i + 1;
          return is_good && ins_grbl_parse_line (self->line, reply) ? INS_GRBL_GOT_REPLY
                                                                    : INS_GRBL_BAD_LINE;
        }
      if (byte == '\r')
        continue;
      /* texts in grblHAL settings may be UTF-8 */
      if (byte < 0x20 || byte == 0x7f || self->n == sizeof self->line - 1)
        self->is_spoilt = TRUE;
      else
        self->line[self->n++] = (char)byte;
    }
  *n_used = n_bytes;

  return INS_GRBL_NEED_MORE;
}

static char *
finish_line (GString *line, double feed_mm_min)
{
  g_autofree char *feed = NULL;

  /* also FALSE for NaN */
  if (!(feed_mm_min > 0.0 && feed_mm_min <= MAX_FEED_MM_MIN))
    {
      g_string_free (line, TRUE);
      return NULL;
    }
  feed = ins_number_format_fixed (fmax (feed_mm_min, MIN_FEED_MM_MIN), FEED_DECIMALS);
  g_string_append_printf (line, " F%s", feed);
  g_assert (line->len <= INS_GRBL_MAX_LINE);
  g_string_append_c (line, '\n');

  return g_string_free (line, FALSE);
}

static gboolean
append_axis (GString *line, guint axis, double mm)
{
  g_autofree char *number = NULL;

  if (!(fabs (mm) <= MAX_COORDINATE_MM))
    return FALSE;
  number = ins_number_format_fixed (mm, POSITION_DECIMALS);
  g_string_append_printf (line, " %c%s", INS_AXIS_LETTERS[axis], number);

  return TRUE;
}

char *
ins_grbl_format_move (const InsPosition *target, double feed_mm_min)
{
  GString *line = g_string_new ("G90 G21 G1");
  gsize n_empty = line->len;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (!isnan (target->mm[axis]) && !append_axis (line, axis, target->mm[axis]))
      {
        g_string_free (line, TRUE);
        return NULL;
      }
  if (line->len == n_empty)
    {
      g_string_free (line, TRUE);
      return NULL;
    }

  return finish_line (line, feed_mm_min);
}

char *
ins_grbl_format_jog (InsAxis axis, double distance_mm, double feed_mm_min)
{
  GString *line = g_string_new ("$J=G91 G21");

  if (!append_axis (line, axis, distance_mm))
    {
      g_string_free (line, TRUE);
      return NULL;
    }

  return finish_line (line, feed_mm_min);
}
