/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "core/ins-number.h"
#include "devices/stage/ins-stage-options.h"

#define LONGEST_TRAVEL_MM 1e4

static const char *const known[] = {
  "x",
  "y",
  "z",
  "x_um_per_step",
  "y_um_per_step",
  "z_um_per_step",
  "x_travel_mm",
  "y_travel_mm",
  "z_travel_mm",
  "home",
  NULL,
};

void
ins_stage_options_init (InsStageOptions *self)
{
  memset (self, 0, sizeof *self);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      self->sign[axis] = 1;
      self->um_per_step[axis] = (double)NAN;
      self->travel_minimum.mm[axis] = self->travel_maximum.mm[axis] = (double)NAN;
    }
  self->n_home_masks = 2;
  self->home_masks[0] = 1u << INS_AXIS_Z;
  self->home_masks[1] = 1u << INS_AXIS_X | 1u << INS_AXIS_Y;
}

G_GNUC_PRINTF (3, 4)
static gboolean
refuse (const InsUri *uri, GError **error, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list arguments;

  va_start (arguments, format);
  why = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  /* Translators: a device address, then what is wrong with it */
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI, _ ("“%s”: %s"), uri->text, why);

  return FALSE;
}

/* A controller's axis is a short word, or two with a dot (device and axis); anything else would be
 * another command on the wire. */
static gboolean
is_axis_name (const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && (*at != '.' || at == text || !g_ascii_isalnum (at[1])))
      return FALSE;

  return strlen (text) < INS_STAGE_AXIS_BYTES;
}

static gboolean
parse_axis (InsStageOptions *self, const InsUri *uri, guint axis, GError **error)
{
  const char letter[] = { (char)g_ascii_tolower (INS_AXIS_LETTERS[axis]), '\0' };
  const char *text = ins_uri_get_text (uri, letter);

  if (text == NULL)
    return TRUE;
  self->has_name[axis] = TRUE;
  self->sign[axis] = text[0] == '-' ? -1 : 1;
  text += text[0] == '-';
  if (!is_axis_name (text))
    return refuse (
        uri, error,
        _ ("%s=%s is not an axis of a controller. Write its name or number, such as %s=1, "
           "or %s=-1 to turn it round."),
        letter, text, letter, letter);
  g_strlcpy (self->name[axis], text, sizeof self->name[axis]);
  for (guint other = 0; other < axis; other++)
    if (*text != '\0' && strcmp (self->name[other], text) == 0)
      return refuse (uri, error, _ ("%c and %c are both the controller's axis %s."),
                     INS_AXIS_LETTERS[other], INS_AXIS_LETTERS[axis], text);

  return TRUE;
}

static gboolean
parse_travel (InsStageOptions *self, const InsUri *uri, guint axis, GError **error)
{
  g_autofree char *option = g_strdup_printf ("%c_travel_mm",
                                             g_ascii_tolower (INS_AXIS_LETTERS[axis]));
  const char *text = ins_uri_get_text (uri, option);
  g_auto (GStrv) ends = text != NULL ? g_strsplit (text, ";", -1) : NULL;
  double low, high;

  if (text == NULL)
    return TRUE;
  if (g_strv_length (ends) != 2 || !ins_number_parse (ends[0], &low) ||
      !ins_number_parse (ends[1], &high) || !(low < high) || fabs (low) > LONGEST_TRAVEL_MM ||
      fabs (high) > LONGEST_TRAVEL_MM)
    return refuse (uri, error, _ ("%s takes the two ends of the travel in mm, such as %s=0;200."),
                   option, option);
  self->travel_minimum.mm[axis] = low;
  self->travel_maximum.mm[axis] = high;

  return TRUE;
}

static gboolean
parse_home (InsStageOptions *self, const InsUri *uri, GError **error)
{
  const char *text = ins_uri_get_text (uri, "home");
  guint seen = 0, n = 0, mask = 0;
  gboolean is_good = TRUE;

  for (const char *at = text; at != NULL && *at != '\0' && is_good; at++)
    {
      const char *letter = strchr (INS_AXIS_LETTERS, *at);

      if (*at == ',')
        {
          is_good = mask != 0 && n + 1 < INS_N_AXES;
          if (is_good)
            self->home_masks[n++] = mask;
          mask = 0;
          continue;
        }
      is_good = letter != NULL && (seen & (1u << (letter - INS_AXIS_LETTERS))) == 0;
      if (is_good)
        mask |= 1u << (letter - INS_AXIS_LETTERS);
      seen |= mask;
    }
  if (text == NULL)
    return TRUE;
  if (!is_good || mask == 0 || seen != (1u << INS_N_AXES) - 1)
    return refuse (uri, error,
                   _ ("home=%s is not an order of homing. Write X, Y and Z once each, with commas "
                      "between those that wait for one another, such as home=Z,XY."),
                   text);
  self->home_masks[n++] = mask;
  self->n_home_masks = n;

  return TRUE;
}

gboolean
ins_stage_options_parse (InsStageOptions *self, const InsUri *uri, GError **error)
{
  ins_stage_options_init (self);
  if (!ins_uri_check_options (uri, known, error) || !parse_home (self, uri, error))
    return FALSE;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      g_autofree char *scale = g_strdup_printf ("%c_um_per_step",
                                                g_ascii_tolower (INS_AXIS_LETTERS[axis]));

      if (!parse_axis (self, uri, axis, error) || !parse_travel (self, uri, axis, error) ||
          !ins_uri_get_number (uri, scale, 1e-6, 1e4, &self->um_per_step[axis], error))
        return FALSE;
    }

  return TRUE;
}
