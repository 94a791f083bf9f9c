/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "cli/ins-cli-registration.h"
#include "storage/ins-nde-registration.h"

static void
add_um (JsonBuilder *builder, const char *name, double value_um)
{
  json_builder_set_member_name (builder, name);
  if (isfinite (value_um))
    json_builder_add_double_value (builder, value_um);
  else
    json_builder_add_null_value (builder);
}

void
ins_cli_registration_add (JsonBuilder *builder, InsNdeFile *file)
{
  g_autofree char *comb_text = NULL;
  g_autofree char *text = NULL;
  InsRegistrationSummary summary;
  InsCorrection correction;
  gboolean both_ways;

  ins_nde_file_summarise_registration (file, &summary, &both_ways);
  if (ins_nde_file_get_correction (file, &correction) && correction.comb.verdict == INS_COMB_OK)
    comb_text = ins_correction_to_text (&correction, ins_nde_file_get_grid (file));
  text = ins_registration_to_text (&summary, comb_text, both_ways);

  for (guint state = 0; state < INS_TRACK_N_STATES; state++)
    {
      g_autofree char *name = g_strdup_printf ("lines_%s",
                                               ins_track_state_get_name ((InsTrackState)state));

      json_builder_set_member_name (builder, g_strdelimit (name, "-", '_'));
      json_builder_add_int_value (builder, summary.n_in_state[state]);
    }
  json_builder_set_member_name (builder, "lines_doubted");
  json_builder_add_int_value (builder, summary.n_doubted);
  add_um (builder, "line_to_line_median_um", summary.median_um);
  add_um (builder, "line_to_line_worst_um", summary.worst_um);
  add_um (builder, "forward_backward_low_um", summary.low_um);
  add_um (builder, "forward_backward_high_um", summary.high_um);
  json_builder_set_member_name (builder, "registration_text");
  json_builder_add_string_value (builder, text);
}
