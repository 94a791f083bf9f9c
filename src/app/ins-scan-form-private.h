/* ins-scan-form-private.h - the form's widgets, shared by its files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-field.h"
#include "app/ins-gate-list.h"
#include "app/ins-group.h"
#include "app/ins-recipe-button.h"
#include "app/ins-scan-form.h"
#include "app/ins-throttle.h"
#include "app/ins-words-group.h"

G_BEGIN_DECLS

struct _InsScanForm
{
  GtkBox parent_instance;

  GtkEntry *name;
  InsWordsGroup *words_group;

  InsGroup *area_group;
  GtkDropDown *scan_axis, *index_axis;
  InsNumberEntry *scan_start, *scan_length, *scan_step;
  InsNumberEntry *index_start, *index_length, *index_step;
  InsNumberEntry *third_start;
  GtkLabel *third_label, *area_error;
  GtkButton *from_here;

  InsRecipeButton *recipe_button;
  GtkButton *corner_button, *corner_cancel, *preview;
  GtkLabel *corner_note;
  gboolean has_corner; /* the first of two */
  InsPosition corner;

  GtkListBox *region_list;
  GtkButton *add_region;
  guint region; /* the one that the table shows */

  InsGroup *motion_group;
  InsField *speed;
  GtkDropDown *pattern, *line_order, *rescan;

  InsGroup *acquisition_group;
  InsField *sample_rate, *samples, *delay, *pulse_rate, *averages, *probe_frequency;
  GtkDropDown *signal, *mode;
  GtkLabel *gated_note;

  InsGroup *probe_group;
  InsField *probe_element, *probe_focus, *probe_depth;
  GtkLabel *beam_note, *water_note;

  InsGroup *material_group;
  InsField *velocity, *couplant_velocity;

  InsGroup *gates_group;
  InsGateList *gate_list;

  GtkLabel *time, *lines, *lines_caption, *disk;
  GtkBox *figures, *checks;

  InsSession *session;
  InsThrottle throttle;
  gboolean updating;
  char *error;
};

/* Says in the form and to the session which field is wrong first. */
void ins_scan_form_update_errors (InsScanForm *self);

/* Edits go to the session; what is wrong stays in the form. */
void ins_scan_form_give_recipe (InsScanForm *self, const InsRecipe *recipe);

/* ins-scan-form-regions.c: (transfer full): @recipe with the chosen region in the place of its
 * area; without regions a copy. */
InsRecipe *ins_scan_form_load_region (InsScanForm *self, const InsRecipe *recipe);
/* The other way round, when @shown was edited. */
void ins_scan_form_store_region (InsScanForm *self, InsRecipe *shown, const InsRecipe *recipe);
void ins_scan_form_show_regions (InsScanForm *self, const InsRecipe *recipe);
void ins_scan_form_add_region (InsScanForm *self);
void ins_scan_form_init_regions (InsScanForm *self);

/* ins-scan-form-frame.c */
void ins_scan_form_update_frame (InsScanForm *self);

/* Summaries, estimate and preflight of the session's recipe. */
void ins_scan_form_show_outcome (InsScanForm *self);

G_END_DECLS
