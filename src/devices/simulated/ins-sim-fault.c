/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "core/ins-number.h"
#include "devices/simulated/ins-sim-fault.h"

#define DEFAULT_GARBAGE_PERCENT 5.0
#define DEFAULT_MERGE_PERCENT 5.0
#define MOST_LOST_MM 100.0
#define LONGEST_S 86400.0

void
ins_sim_fault_init (InsSimFault *self)
{
  *self = (InsSimFault){ 0 };
  self->silence_after_s = (double)NAN;
  self->cut_after_s = (double)NAN;
  self->reset_after_s = (double)NAN;
  self->limit_after_s = (double)NAN;
  self->following_after_s = (double)NAN;
  self->late_s = (double)NAN;
  self->lost_steps_mm = (double)NAN;
}

typedef struct
{
  const char *name;
  gsize offset;    /* of a double, or of a gboolean where maximum is 0 */
  double maximum;  /* of the value */
  double fallback; /* without a value; NaN: there has to be one */
} Word;

static const Word words[] = {
  { "silence", G_STRUCT_OFFSET (InsSimFault, silence_after_s), LONGEST_S, 0.0 },
  { "cut", G_STRUCT_OFFSET (InsSimFault, cut_after_s), LONGEST_S, (double)NAN },
  { "reset", G_STRUCT_OFFSET (InsSimFault, reset_after_s), LONGEST_S, (double)NAN },
  { "limit", G_STRUCT_OFFSET (InsSimFault, limit_after_s), LONGEST_S, (double)NAN },
  { "following", G_STRUCT_OFFSET (InsSimFault, following_after_s), LONGEST_S, (double)NAN },
  { "late", G_STRUCT_OFFSET (InsSimFault, late_s), LONGEST_S, (double)NAN },
  { "steps", G_STRUCT_OFFSET (InsSimFault, lost_steps_mm), MOST_LOST_MM, (double)NAN },
  { "garbage", G_STRUCT_OFFSET (InsSimFault, garbage_percent), 100.0, DEFAULT_GARBAGE_PERCENT },
  { "merge", G_STRUCT_OFFSET (InsSimFault, merge_percent), 100.0, DEFAULT_MERGE_PERCENT },
  { "drop", G_STRUCT_OFFSET (InsSimFault, drop_percent), 100.0, (double)NAN },
  { "alarm", G_STRUCT_OFFSET (InsSimFault, alarm), 0.0, 0.0 },
  { "split", G_STRUCT_OFFSET (InsSimFault, split), 0.0, 0.0 },
};

/* FALSE if @text is not what the word takes. */
static gboolean
take_value (const Word *word, const char *text, InsSimFault *fault)
{
  double value = word->fallback;

  if (word->maximum <= 0.0)
    {
      G_STRUCT_MEMBER (gboolean, fault, word->offset) = TRUE;
      return text == NULL;
    }
  if (text != NULL && !ins_number_parse (text, &value))
    return FALSE;
  if (!(value >= 0.0 && value <= word->maximum))
    return FALSE;
  G_STRUCT_MEMBER (double, fault, word->offset) = value;

  return TRUE;
}

static gboolean
take_word (const char *text, InsSimFault *fault)
{
  const char *equals = strchr (text, '=');
  gsize n_name = equals != NULL ? (gsize)(equals - text) : strlen (text);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i].name) == n_name && strncmp (words[i].name, text, n_name) == 0)
      return take_value (&words[i], equals != NULL ? equals + 1 : NULL, fault);

  return FALSE;
}

gboolean
ins_sim_fault_parse (const char *text, InsSimFault *fault, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);

  ins_sim_fault_init (fault);
  for (char **part = parts; *part != NULL; part++)
    if (!take_word (*part, fault))
      {
        g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
                     _ ("“%s” is not a fault that a simulated stage can have. Known ones: "
                        "silence[=SECONDS], cut=SECONDS, reset=SECONDS, limit=SECONDS, "
                        "following=SECONDS, late=SECONDS, steps=MM, garbage[=PERCENT], "
                        "merge[=PERCENT], drop=PERCENT, alarm, split."),
                     *part);
        return FALSE;
      }

  return TRUE;
}
