/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-number.h"
#include "devices/stage/ins-marlin-protocol.h"

#define POSITION_DECIMALS 4
#define FEED_DECIMALS 3
#define MAX_COORDINATE_MM 99999.0
#define MAX_FEED_MM_MIN 999999.0
#define MIN_FEED_MM_MIN 0.001
#define SHORTEST_TEXT 3 /* less is what is left of an "ok" */
#define LONGEST_COUNT 1e15

/* Behind @prefix; NULL if the line does not begin with it. */
static const char *
skip (const char *line, const char *prefix)
{
  return g_str_has_prefix (line, prefix) ? line + strlen (prefix) : NULL;
}

/* Sign, digits and one point; moves @text behind it. */
static gboolean
take_number (const char **text, double *value, gsize *n_decimals)
{
  gsize n = strspn (*text, "+-.0123456789");
  g_autofree char *number = g_strndup (*text, n);
  const char *point = strchr (number, '.');

  if (!ins_number_parse (number, value))
    return FALSE;
  if (n_decimals != NULL)
    *n_decimals = point != NULL ? strlen (point + 1) : 0;
  *text += n;

  return TRUE;
}

/* ---- positions ------------------------------------------------------------------------------ */

/* "X:5.00": moves @text behind it and the blanks. @mark stands between letter and number. */
static gboolean
take_word (const char **text, const char *mark, char *letter, double *value, gsize *n_decimals)
{
  const char *at = *text;

  if (!g_ascii_isalpha (*at))
    return FALSE;
  *letter = *at++;
  at = skip (at, mark);
  if (at == NULL)
    return FALSE;
  at += strspn (at, " ");
  if (!take_number (&at, value, n_decimals) || (*at != '\0' && *at != ' '))
    return FALSE;
  *text = at + strspn (at, " ");

  return TRUE;
}

static int
find_axis (char letter)
{
  const char *found = letter != '\0' ? strchr (INS_AXIS_LETTERS, letter) : NULL;

  return found != NULL ? (int)(found - INS_AXIS_LETTERS) : -1;
}

static gboolean
is_complete (const InsPosition *position)
{
  return !isnan (position->mm[INS_AXIS_X]) && !isnan (position->mm[INS_AXIS_Y]) &&
         !isnan (position->mm[INS_AXIS_Z]);
}

/* " Count X:400 Y:0 Z:0", or A B C where motors are not axes. */
static gboolean
parse_counts (const char *text, InsMarlinReply *reply)
{
  guint mask = 0;
  char letter = '\0';
  double value = 0.0;
  gsize n_decimals = 0;

  while (*text != '\0')
    {
      int axis;

      if (!take_word (&text, ":", &letter, &value, &n_decimals) || n_decimals > 0 ||
          fabs (value) > LONGEST_COUNT)
        return FALSE;
      axis = find_axis (letter);
      if (axis < 0)
        continue;
      mask |= 1u << axis;
      reply->counts[axis] = (gint64)value;
    }
  reply->has_counts = mask == (1u << INS_N_AXES) - 1;

  return TRUE;
}

/* "X:5.00 Y:0.00 Z:0.00 E:0.00 Count X:400 Y:0 Z:0". All numbers have as many decimals, so one that
 * differs lost a byte on its way. */
static gboolean
parse_position (const char *line, InsMarlinReply *reply)
{
  const char *count = strstr (line, "Count ");
  g_autofree char *shown = NULL;
  const char *at;
  gsize n_first = G_MAXSIZE, n_decimals = 0;
  char letter = '\0';
  double value = 0.0;

  if (count == NULL)
    return FALSE;
  shown = g_strndup (line, (gsize)(count - line));
  for (at = shown; *at != '\0';)
    {
      int axis;

      if (!take_word (&at, ":", &letter, &value, &n_decimals))
        return FALSE;
      n_first = n_first == G_MAXSIZE ? n_decimals : n_first;
      if (n_decimals != n_first)
        return FALSE;
      axis = find_axis (letter);
      if (axis >= 0)
        reply->position.mm[axis] = value;
      else if (letter == 'E')
        reply->extruder_mm = value;
    }
  reply->kind = INS_MARLIN_POSITION;

  return is_complete (&reply->position) && parse_counts (count + strlen ("Count "), reply);
}

/* ---- settings ------------------------------------------------------------------------------- */

/* "M203 X300.00 Y300.00 Z5.00 E25.00" of "echo:  M203 ..." */
static gboolean
parse_setting (const char *text, InsMarlinReply *reply)
{
  double value = 0.0;
  char letter = '\0';

  if (*text++ != 'M' || !take_number (&text, &value, NULL))
    return FALSE;
  reply->kind = INS_MARLIN_SETTING;
  reply->number = (int)CLAMP (value, 0.0, 99999.0);
  text += strspn (text, " ");
  while (*text != '\0' && *text != ';')
    {
      int axis;

      if (!take_word (&text, "", &letter, &value, NULL))
        return TRUE; /* a word without a number, or a text: not one that matters here */
      axis = find_axis (letter);
      if (axis >= 0)
        reply->position.mm[axis] = value;
      else if (letter == 'T')
        reply->value = value;
    }

  return TRUE;
}

/* "X0.00 Y0.00 Z0.00", with or without colons; up to whatever is no such word. */
static void
parse_ends (const char *text, InsPosition *ends)
{
  char letter = '\0';
  double value = 0.0;

  text += strspn (text, " :");
  while (take_word (&text, "", &letter, &value, NULL) ||
         take_word (&text, ":", &letter, &value, NULL))
    if (find_axis (letter) >= 0)
      ends->mm[find_axis (letter)] = value;
}

/* "Soft endstops: On  Min:  X0.00 Y0.00 Z0.00   Max:  X200.00 Y200.00 Z200.00"; 2.1 says the same
 * behind "M211 S1 ; ON". */
static gboolean
parse_travel (const char *line, InsMarlinReply *reply)
{
  const char *minimum = strstr (line, "Min:"), *maximum = strstr (line, "Max:");

  if (minimum == NULL || maximum == NULL)
    return FALSE;
  parse_ends (minimum + strlen ("Min:"), &reply->minimum);
  parse_ends (maximum + strlen ("Max:"), &reply->maximum);
  reply->kind = INS_MARLIN_TRAVEL;

  return is_complete (&reply->minimum) && is_complete (&reply->maximum);
}

/* ---- other lines ---------------------------------------------------------------------------- */

/* "ok", "ok N1 P15 B3"; a word that does not belong there is passed over. */
static void
parse_ok (const char *text, InsMarlinReply *reply)
{
  char letter = '\0';
  double value = 0.0;

  reply->kind = INS_MARLIN_OK;
  text += strspn (text, " ");
  while (take_word (&text, "", &letter, &value, NULL))
    {
      int number = (int)CLAMP (value, -1.0, 1e9);

      if (letter == 'N')
        reply->number = number;
      else if (letter == 'P')
        reply->free_blocks = number;
      else if (letter == 'B')
        reply->free_commands = number;
    }
}

/* "x_min: open", "z_max: TRIGGERED" */
static gboolean
parse_switch (const char *line, InsMarlinReply *reply)
{
  int axis = find_axis (g_ascii_toupper (line[0]));
  const char *rest = axis >= 0 ? line + 1 : "";
  const char *state = skip (rest, "_min: ") != NULL ? skip (rest, "_min: ") : skip (rest, "_max: ");

  if (state == NULL || (strcmp (state, "open") != 0 && strcmp (state, "TRIGGERED") != 0))
    return FALSE;
  reply->kind = INS_MARLIN_SWITCH;
  reply->axis = (InsAxis)axis;
  reply->number = *state == 'T';

  return TRUE;
}

static gboolean
parse_echo (const char *text, InsMarlinReply *reply)
{
  const char *hit;

  text += strspn (text, " ");
  reply->text = text;
  if (g_str_has_prefix (text, "busy:"))
    reply->kind = INS_MARLIN_BUSY;
  else if (g_str_has_prefix (text, "Unknown command:"))
    reply->kind = INS_MARLIN_UNKNOWN;
  else if ((hit = skip (text, "endstops hit:")) != NULL)
    {
      reply->kind = INS_MARLIN_HIT;
      for (guint axis = 0; axis < INS_N_AXES; axis++)
        {
          const char word[] = { ' ', INS_AXIS_LETTERS[axis], ':', '\0' };

          reply->axis_mask |= strstr (hit, word) != NULL ? 1u << axis : 0;
        }
    }
  else if (strstr (text, "Min:") != NULL && strstr (text, "Max:") != NULL)
    return parse_travel (text, reply);
  else if (text[0] == 'M' && g_ascii_isdigit (text[1]))
    return parse_setting (text, reply);

  return TRUE;
}

static gboolean
parse_named (const char *line, InsMarlinReply *reply)
{
  const char *rest;

  if ((rest = skip (line, "Error:")) != NULL)
    {
      reply->kind = strstr (rest, "kill()") != NULL || strstr (rest, "Printer halted") != NULL
                        ? INS_MARLIN_HALTED
                        : INS_MARLIN_ERROR;
      reply->text = rest;
      return TRUE;
    }
  if ((rest = skip (line, "Resend:")) != NULL)
    {
      double number = 0.0;

      rest += strspn (rest, " ");
      reply->kind = INS_MARLIN_RESEND;
      if (!take_number (&rest, &number, NULL) || *rest != '\0' || number < 0.0 || number > 1e9)
        return FALSE;
      reply->number = (int)number;
      return TRUE;
    }
  if ((rest = skip (line, "FIRMWARE_NAME:")) != NULL)
    {
      reply->kind = INS_MARLIN_FIRMWARE;
      reply->text = rest;
      return *rest != '\0';
    }
  if ((rest = skip (line, "Cap:")) != NULL)
    {
      const char *value = strrchr (rest, ':');

      reply->kind = INS_MARLIN_CAP;
      reply->text = rest;
      reply->number = value != NULL && strcmp (value, ":1") == 0;
      return value != NULL && (reply->number == 1 || strcmp (value, ":0") == 0);
    }

  return TRUE;
}

static gboolean
is_printable (const char *line)
{
  for (const char *at = line; *at != '\0'; at++)
    if ((guchar)*at < 0x20 && *at != '\t')
      return FALSE;

  return g_utf8_validate (line, -1, NULL);
}

gboolean
ins_marlin_parse_line (const char *line, InsMarlinReply *reply)
{
  const InsPosition nothing = { { (double)NAN, (double)NAN, (double)NAN } };
  const char *echo = skip (line, "echo:");

  *reply = (InsMarlinReply){ .kind = INS_MARLIN_TEXT,
                             .number = -1,
                             .free_blocks = -1,
                             .free_commands = -1,
                             .position = nothing,
                             .minimum = nothing,
                             .maximum = nothing,
                             .extruder_mm = (double)NAN,
                             .value = (double)NAN,
                             .text = line };
  if (!is_printable (line))
    return FALSE;
  if (g_str_has_prefix (line, "ok") && !g_ascii_isalnum (line[2]))
    {
      parse_ok (line + 2, reply);
      return TRUE;
    }
  if (strcmp (line, "start") == 0)
    {
      reply->kind = INS_MARLIN_GREETING;
      return TRUE;
    }
  if (g_str_has_prefix (line, "X:") || strstr (line, " Count ") != NULL)
    return parse_position (line, reply);
  if (echo != NULL)
    return parse_echo (echo, reply);
  if (g_str_has_prefix (line, "Soft endstops:"))
    return parse_travel (line, reply);
  if (parse_switch (line, reply))
    return TRUE;
  if (!parse_named (line, reply))
    return FALSE;

  return strlen (line) >= SHORTEST_TEXT;
}

/* ---- commands ------------------------------------------------------------------------------- */

char *
ins_marlin_format_move (const InsPosition *target, double feed_mm_min)
{
  g_autoptr (GString) line = g_string_new ("G1");
  g_autofree char *feed = NULL;
  gsize n_empty = line->len;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (!isnan (target->mm[axis]))
      {
        g_autofree char *number = NULL;

        if (!(fabs (target->mm[axis]) <= MAX_COORDINATE_MM))
          return NULL;
        number = ins_number_format_fixed (target->mm[axis], POSITION_DECIMALS);
        g_string_append_printf (line, " %c%s", INS_AXIS_LETTERS[axis], number);
      }
  /* also FALSE for NaN */
  if (line->len == n_empty || !(feed_mm_min > 0.0 && feed_mm_min <= MAX_FEED_MM_MIN))
    return NULL;
  feed = ins_number_format_fixed (fmax (feed_mm_min, MIN_FEED_MM_MIN), FEED_DECIMALS);
  g_string_append_printf (line, " F%s", feed);

  return g_string_free (g_steal_pointer (&line), FALSE);
}

char *
ins_marlin_format_numbered (guint number, const char *text)
{
  g_autofree char *line = g_strdup_printf ("N%u %s", number, text);
  guint8 checksum = 0;

  for (const char *at = line; *at != '\0'; at++)
    checksum ^= (guint8)*at;

  return g_strdup_printf ("%s*%u\n", line, checksum);
}

char *
ins_marlin_format_home (guint axis_mask)
{
  GString *line = g_string_new ("G28");

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (axis_mask & (1u << axis))
      g_string_append_printf (line, " %c", INS_AXIS_LETTERS[axis]);

  return g_string_free (line, FALSE);
}
