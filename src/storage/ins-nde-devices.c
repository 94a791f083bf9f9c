/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/ins-number.h"
#include "storage/ins-nde-devices.h"

static void
append_number (GString *text, double value)
{
  g_autofree char *number = ins_number_format (value);

  g_string_append (text, number);
}

/* "V = 0.1 + 0.005 (counts - 3) + ..." */
static void
append_scale (GString *text, const InsCardScale *scale)
{
  g_string_append (text, "V = ");
  for (guint i = 0; i < MIN (scale->n_terms, INS_CARD_SCALE_MAX_TERMS); i++)
    {
      if (i > 0)
        g_string_append (text, " + ");
      append_number (text, scale->coefficients[i]);
      if (i == 0)
        continue;
      g_string_append (text, " (counts - ");
      append_number (text, scale->origin);
      g_string_append_c (text, ')');
      if (i > 1)
        g_string_append_printf (text, "^%u", i);
    }
}

static void
append_output (GString *text, guint index, const InsCardOutput *output)
{
  static const char *const kinds[] = { [INS_OUTPUT_SPARE] = "spare",
                                       [INS_OUTPUT_AMPLITUDE] = "amplitude in percent",
                                       [INS_OUTPUT_TIME] = "time in s" };

  g_string_append_printf (text, "Output %u: ", index);
  if (output->kind != INS_OUTPUT_SPARE)
    g_string_append_printf (text, "gate %s, ", output->gate);
  g_string_append (text, kinds[output->kind]);
  if (output->kind != INS_OUTPUT_SPARE)
    {
      g_string_append (text, " = ");
      append_number (text, output->at_zero_v);
      g_string_append (text, " + ");
      append_number (text, output->per_v);
      g_string_append (text, " V");
    }
  if (output->scale.n_terms > 0)
    {
      g_string_append (text, "; ");
      append_scale (text, &output->scale);
    }
  g_string_append (text, ".\n");
}

static void
append_card (GString *text, const InsScanInfo *info)
{
  static const char *const modes[] = { [INS_ACQUIRE_STREAM] = "stream",
                                       [INS_ACQUIRE_TRIGGERED] = "triggered",
                                       [INS_ACQUIRE_GATED] = "gated" };
  const InsDigitizerInfo *card = &info->digitizer_info;

  g_string_append_printf (text, "Digitizer: %s (%s)%s, %u bits. %s\n", card->name, card->driver,
                          card->is_simulated ? ", simulated" : "", card->n_bits, card->how);
  g_string_append_printf (text, "Acquires: %s.\n", modes[card->mode]);
  if (info->rig != NULL)
    g_string_append_printf (text, "Address: %s\n", info->rig->digitizer_uri);
  g_string_append_printf (text, "Scale: full screen height is %d counts", card->full_scale_counts);
  if (card->scale.n_terms > 0)
    {
      g_string_append (text, "; ");
      append_scale (text, &card->scale);
    }
  if (card->calibration[0] != '\0')
    g_string_append_printf (text, "; calibration %s", card->calibration);
  g_string_append (text, ".\n");
  for (guint i = 0; i < MIN (card->n_outputs, INS_MAX_OUTPUTS); i++)
    append_output (text, i, &card->outputs[i]);
  if (card->has_encoder)
    {
      g_string_append (text, "Encoder: one count is ");
      append_number (text, card->encoder_step_mm);
      g_string_append (text, " mm.\n");
    }
}

char *
ins_nde_describe_devices (const InsScanInfo *info)
{
  const InsStageInfo *stage = &info->stage_info;
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "Stage: %s (%s)%s.\n", stage->name, stage->protocol,
                          stage->is_simulated ? ", simulated" : "");
  append_card (text, info);

  /* a name may be cut off in a character */
  return g_utf8_make_valid (text->str, (gssize)text->len);
}
