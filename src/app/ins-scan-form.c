/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/ins-scan-form-private.h"

G_DEFINE_FINAL_TYPE (InsScanForm, ins_scan_form, GTK_TYPE_BOX)

/* ---- which widget stands for which member of the recipe ----------------------------------- */

typedef struct
{
  gsize widget, member;
  double scale; /* shown number / recipe's number */
  gboolean is_count;
} NumberBinding;

#define IN_FORM(widget) G_STRUCT_OFFSET (InsScanForm, widget)
#define IN_RECIPE(member) G_STRUCT_OFFSET (InsRecipe, member)

/* fields with a label of their own */
static const NumberBinding fields[] = {
  { IN_FORM (speed), IN_RECIPE (speed_mm_s), 1.0, FALSE },
  { IN_FORM (sample_rate), IN_RECIPE (timing.sample_rate_hz), 1e-6, FALSE },
  { IN_FORM (samples), IN_RECIPE (timing.n_samples), 1.0, TRUE },
  { IN_FORM (delay), IN_RECIPE (timing.delay_s), 1e6, FALSE },
  { IN_FORM (pulse_rate), IN_RECIPE (timing.prf_hz), 1.0, FALSE },
  { IN_FORM (averages), IN_RECIPE (averages), 1.0, TRUE },
  { IN_FORM (probe_frequency), IN_RECIPE (probe_frequency_hz), 1e-6, FALSE },
  { IN_FORM (probe_element), IN_RECIPE (probe_element_mm), 1.0, FALSE },
  { IN_FORM (probe_focus), IN_RECIPE (probe_focus_mm), 1.0, FALSE },
  { IN_FORM (probe_depth), IN_RECIPE (probe_depth_mm), 1.0, FALSE },
  { IN_FORM (velocity), IN_RECIPE (velocity_m_s), 1.0, FALSE },
  { IN_FORM (couplant_velocity), IN_RECIPE (couplant_velocity_m_s), 1.0, FALSE },
};

/* entries of the area's table, but for the three starts, which depend on the axes */
static const NumberBinding cells[] = {
  { IN_FORM (scan_length), IN_RECIPE (scan_length_mm), 1.0, FALSE },
  { IN_FORM (scan_step), IN_RECIPE (scan_step_mm), 1.0, FALSE },
  { IN_FORM (index_length), IN_RECIPE (index_length_mm), 1.0, FALSE },
  { IN_FORM (index_step), IN_RECIPE (index_step_mm), 1.0, FALSE },
};

typedef struct
{
  gsize widget, member;
} ChoiceBinding;

static const ChoiceBinding choices[] = {
  { IN_FORM (pattern), IN_RECIPE (pattern) },     { IN_FORM (line_order), IN_RECIPE (line_order) },
  { IN_FORM (rescan), IN_RECIPE (rescan_holes) }, { IN_FORM (signal), IN_RECIPE (signal) },
  { IN_FORM (mode), IN_RECIPE (mode) },
};

G_STATIC_ASSERT (sizeof (InsPattern) == sizeof (guint) && sizeof (InsLineOrder) == sizeof (guint) &&
                 sizeof (InsSignal) == sizeof (guint) && sizeof (InsMode) == sizeof (guint) &&
                 sizeof (gboolean) == sizeof (guint));

#define WIDGET_AT(self, type, offset) (*(type **)G_STRUCT_MEMBER_P (self, offset))

static double
read_number (const InsRecipe *recipe, const NumberBinding *binding)
{
  gconstpointer member = G_STRUCT_MEMBER_P (recipe, binding->member);

  return binding->is_count ? *(const guint *)member : *(const double *)member * binding->scale;
}

/* Only what a person changed: 1e6 and back again is not always the same double. */
static gboolean
write_number (InsRecipe *recipe, const NumberBinding *binding, InsNumberEntry *entry)
{
  gpointer member = G_STRUCT_MEMBER_P (recipe, binding->member);
  double value;

  if (!ins_number_entry_get_value (entry, &value) ||
      fabs (value - read_number (recipe, binding)) <= 1e-12 * fabs (value))
    return FALSE;
  if (binding->is_count)
    *(guint *)member = (guint)lround (value);
  else
    *(double *)member = value / binding->scale;

  return TRUE;
}

/* ---- axes --------------------------------------------------------------------------------- */

/* X, Y, Z, then the same with a minus. */
static guint
get_axis_position (InsAxis axis, int sign)
{
  return (guint)axis + (sign < 0 ? INS_N_AXES : 0);
}

static void
show_axes (InsScanForm *self, const InsRecipe *recipe)
{
  static const char letters[] = INS_AXIS_LETTERS;
  const InsAxis third = ins_axis_third (recipe->scan_axis, recipe->index_axis);
  const char letter[2] = { letters[third], '\0' };

  gtk_drop_down_set_selected (self->scan_axis,
                              get_axis_position (recipe->scan_axis, recipe->scan_sign));
  gtk_drop_down_set_selected (self->index_axis,
                              get_axis_position (recipe->index_axis, recipe->index_sign));
  gtk_label_set_text (self->third_label, letter);
}

/* A new scan axis that was the index axis before changes places with it. */
static void
read_axes (InsScanForm *self, InsRecipe *recipe)
{
  const guint scan = gtk_drop_down_get_selected (self->scan_axis);
  const guint index = gtk_drop_down_get_selected (self->index_axis);
  const InsAxis old_scan = recipe->scan_axis, old_index = recipe->index_axis;
  InsAxis scan_axis = (InsAxis)(scan % INS_N_AXES), index_axis = (InsAxis)(index % INS_N_AXES);

  if (scan_axis == index_axis)
    {
      if (scan_axis != old_scan)
        index_axis = old_scan;
      else
        scan_axis = old_index;
    }
  recipe->scan_axis = scan_axis;
  recipe->index_axis = index_axis;
  recipe->scan_sign = scan < INS_N_AXES ? 1 : -1;
  recipe->index_sign = index < INS_N_AXES ? 1 : -1;
}

static void
get_starts (InsScanForm *self, const InsRecipe *recipe, InsNumberEntry *entries[INS_N_AXES])
{
  entries[recipe->scan_axis] = self->scan_start;
  entries[recipe->index_axis] = self->index_start;
  entries[ins_axis_third (recipe->scan_axis, recipe->index_axis)] = self->third_start;
}

/* ---- recipe to form ----------------------------------------------------------------------- */

/* What a person is typing stays as typed, right or wrong, until the recipe says something new. */
static void
show_cell (InsNumberEntry *entry, double value)
{
  double shown;
  gboolean good = ins_number_entry_get_value (entry, &shown);

  if (fabs (shown - value) <= 1e-9 * MAX (1e-3, fabs (value)) &&
      (!good || *gtk_editable_get_text (GTK_EDITABLE (entry)) != '\0'))
    return;
  ins_number_entry_set_value (entry, value);
}

static void
show_recipe (InsScanForm *self, const InsRecipe *whole)
{
  g_autoptr (InsRecipe) recipe = ins_scan_form_load_region (self, whole);
  InsNumberEntry *starts[INS_N_AXES];

  if (strcmp (gtk_editable_get_text (GTK_EDITABLE (self->name)), recipe->name) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->name), recipe->name);
  show_axes (self, recipe);
  get_starts (self, recipe, starts);
  for (int axis = 0; axis < INS_N_AXES; axis++)
    show_cell (starts[axis], recipe->start.mm[axis]);
  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    show_cell (WIDGET_AT (self, InsNumberEntry, cells[i].widget), read_number (recipe, &cells[i]));
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      InsField *field = WIDGET_AT (self, InsField, fields[i].widget);
      InsNumberEntry *entry = ins_field_get_entry (field);
      const gboolean wrong = ins_number_entry_get_error (entry) != NULL;

      show_cell (entry, read_number (recipe, &fields[i]));
      if (wrong && ins_number_entry_get_error (entry) == NULL)
        ins_field_set_value (field, read_number (recipe, &fields[i]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    gtk_drop_down_set_selected (WIDGET_AT (self, GtkDropDown, choices[i].widget),
                                *(const guint *)G_STRUCT_MEMBER_P (recipe, choices[i].member));
  ins_gate_list_set_recipe (self->gate_list, recipe);
  ins_scan_form_show_regions (self, recipe);
}

static void
on_recipe_changed (InsSession *session, InsScanForm *self)
{
  if (!self->updating)
    {
      self->updating = TRUE;
      self->region = ins_session_get_shown_region (session);
      show_recipe (self, ins_session_get_recipe (session));
      ins_scan_form_update_errors (self);
      self->updating = FALSE;
    }
  ins_scan_form_show_outcome (self);
}

/* ---- form to recipe ----------------------------------------------------------------------- */

void
ins_scan_form_give_recipe (InsScanForm *self, const InsRecipe *recipe)
{
  self->updating = TRUE;
  ins_session_set_shown_region (self->session, self->region);
  ins_session_set_recipe (self->session, recipe);
  ins_scan_form_update_errors (self);
  self->updating = FALSE;
  on_recipe_changed (self->session, self);
}

static void
on_edited (InsScanForm *self)
{
  g_autoptr (InsRecipe) recipe = NULL;
  const InsRecipe *whole;
  InsNumberEntry *starts[INS_N_AXES];

  if (self->updating || self->session == NULL)
    return;
  whole = ins_session_get_recipe (self->session);
  recipe = ins_scan_form_load_region (self, whole);
  get_starts (self, recipe, starts);
  for (int axis = 0; axis < INS_N_AXES; axis++)
    ins_number_entry_get_value (starts[axis], &recipe->start.mm[axis]);
  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    write_number (recipe, &cells[i], WIDGET_AT (self, InsNumberEntry, cells[i].widget));
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    write_number (recipe, &fields[i],
                  ins_field_get_entry (WIDGET_AT (self, InsField, fields[i].widget)));
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    *(guint *)G_STRUCT_MEMBER_P (recipe, choices[i].member) = gtk_drop_down_get_selected (
        WIDGET_AT (self, GtkDropDown, choices[i].widget));
  ins_scan_form_store_region (self, recipe, whole);
  ins_scan_form_give_recipe (self, recipe);
}

static void
on_name_edited (InsScanForm *self)
{
  g_autoptr (InsRecipe) recipe = NULL;

  if (self->updating || self->session == NULL)
    return;
  recipe = ins_recipe_copy (ins_session_get_recipe (self->session));
  g_free (recipe->name);
  recipe->name = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name)));
  ins_scan_form_give_recipe (self, recipe);
}

static void
on_axes_edited (InsScanForm *self)
{
  g_autoptr (InsRecipe) recipe = NULL;

  if (self->updating || self->session == NULL)
    return;
  recipe = ins_recipe_copy (ins_session_get_recipe (self->session));
  read_axes (self, recipe);
  ins_scan_form_give_recipe (self, recipe);
}

static void
on_gates_edited (InsScanForm *self)
{
  g_autoptr (InsRecipe) recipe = NULL;

  if (self->updating || self->session == NULL)
    return;
  recipe = ins_recipe_copy (ins_session_get_recipe (self->session));
  ins_gate_list_get_gates (self->gate_list, recipe);
  ins_scan_form_give_recipe (self, recipe);
}

static void
on_from_here_clicked (InsScanForm *self)
{
  g_autoptr (InsRecipe) recipe = NULL;
  const InsRecipe *whole;
  const InsSnapshot *snapshot;

  if (self->session == NULL)
    return;
  snapshot = ins_session_get_snapshot (self->session);
  if (!snapshot->report.position_known)
    return;
  whole = ins_session_get_recipe (self->session);
  recipe = ins_scan_form_load_region (self, whole);
  for (int axis = 0; axis < INS_N_AXES; axis++)
    recipe->start.mm[axis] = round (snapshot->report.position.mm[axis] * 1e3) / 1e3;
  ins_scan_form_store_region (self, recipe, whole);
  ins_scan_form_give_recipe (self, recipe);
}

/* ---- the session -------------------------------------------------------------------------- */

/* A flaw detector's outputs have no samples in time: rate, length and signal mean nothing. */
static void
update_sampling (InsScanForm *self)
{
  const InsSnapshot *snapshot = self->session != NULL ? ins_session_get_snapshot (self->session)
                                                      : NULL;
  const gboolean gated = snapshot != NULL && snapshot->digitizer_link == INS_LINK_READY &&
                         snapshot->digitizer_info.mode == INS_ACQUIRE_GATED;
  gpointer idle[] = { self->sample_rate, self->samples, self->delay, self->probe_frequency,
                      self->signal };

  for (guint i = 0; i < G_N_ELEMENTS (idle); i++)
    gtk_widget_set_sensitive (idle[i], !gated);
  gtk_widget_set_visible (GTK_WIDGET (self->gated_note), gated);
}

static void
update_from_here (InsScanForm *self)
{
  const InsSnapshot *snapshot = self->session != NULL ? ins_session_get_snapshot (self->session)
                                                      : NULL;
  const gboolean known = snapshot != NULL && snapshot->stage_link == INS_LINK_READY &&
                         snapshot->report.position_known;
  const gboolean scanning = self->session != NULL && ins_session_is_scanning (self->session);

  gtk_widget_set_sensitive (GTK_WIDGET (self->from_here), known && !scanning);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->from_here),
                               known ? _ ("The scan starts where the probe is now")
                                     : _ ("The position is unknown."));
}

static void
update (gpointer data)
{
  update_from_here (data);
  ins_scan_form_update_frame (data);
  update_sampling (data);
}

static void
on_session_changed (InsSession *session, InsScanForm *self)
{
  ins_throttle_request (&self->throttle);
}

GtkWidget *
ins_scan_form_new (void)
{
  return g_object_new (INS_TYPE_SCAN_FORM, NULL);
}

void
ins_scan_form_set_session (InsScanForm *self, InsSession *session)
{
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  ins_recipe_button_set_session (self->recipe_button, session);
  ins_words_group_set_session (self->words_group, session);
  gtk_widget_set_sensitive (GTK_WIDGET (self), session != NULL);
  if (session == NULL)
    return;
  g_signal_connect (session, "recipe-changed", G_CALLBACK (on_recipe_changed), self);
  g_signal_connect (session, "changed", G_CALLBACK (on_session_changed), self);
  on_recipe_changed (session, self);
  update (self);
}

const char *
ins_scan_form_get_error (InsScanForm *self)
{
  return self->error;
}

static void
ins_scan_form_dispose (GObject *object)
{
  InsScanForm *self = INS_SCAN_FORM (object);

  ins_throttle_stop (&self->throttle);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ins_scan_form_parent_class)->dispose (object);
}

static void
ins_scan_form_finalize (GObject *object)
{
  g_free (INS_SCAN_FORM (object)->error);

  G_OBJECT_CLASS (ins_scan_form_parent_class)->finalize (object);
}

#define CHILD(name)                                                                                \
  {                                                                                                \
#name, G_STRUCT_OFFSET(InsScanForm, name)                                                      \
  }

static const struct
{
  const char *name;
  gssize offset;
} template_children[] = {
  CHILD (name),          CHILD (words_group),
  CHILD (area_group),    CHILD (scan_axis),
  CHILD (index_axis),    CHILD (scan_start),
  CHILD (scan_length),   CHILD (scan_step),
  CHILD (index_start),   CHILD (index_length),
  CHILD (index_step),    CHILD (third_start),
  CHILD (third_label),   CHILD (area_error),
  CHILD (from_here),     CHILD (region_list),
  CHILD (add_region),    CHILD (corner_button),
  CHILD (corner_cancel), CHILD (corner_note),
  CHILD (recipe_button), CHILD (preview),
  CHILD (probe_group),   CHILD (probe_element),
  CHILD (probe_focus),   CHILD (probe_depth),
  CHILD (beam_note),     CHILD (water_note),
  CHILD (motion_group),  CHILD (speed),
  CHILD (pattern),       CHILD (line_order),
  CHILD (rescan),        CHILD (acquisition_group),
  CHILD (sample_rate),   CHILD (samples),
  CHILD (delay),         CHILD (pulse_rate),
  CHILD (averages),      CHILD (probe_frequency),
  CHILD (signal),        CHILD (mode),
  CHILD (gated_note),    CHILD (material_group),
  CHILD (velocity),      CHILD (couplant_velocity),
  CHILD (gates_group),   CHILD (gate_list),
  CHILD (time),          CHILD (lines),
  CHILD (lines_caption), CHILD (disk),
  CHILD (figures),       CHILD (checks),
};

static void
ins_scan_form_class_init (InsScanFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ins_scan_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = ins_scan_form_finalize;

  g_type_ensure (INS_TYPE_FIELD);
  g_type_ensure (INS_TYPE_NUMBER_ENTRY);
  g_type_ensure (INS_TYPE_GROUP);
  g_type_ensure (INS_TYPE_GATE_LIST);
  g_type_ensure (INS_TYPE_RECIPE_BUTTON);
  g_type_ensure (INS_TYPE_WORDS_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-scan-form.ui");
  for (guint i = 0; i < G_N_ELEMENTS (template_children); i++)
    gtk_widget_class_bind_template_child_full (widget_class, template_children[i].name, FALSE,
                                               template_children[i].offset);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_name_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_axes_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_gates_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_from_here_clicked);
  gtk_widget_class_bind_template_callback (widget_class, ins_scan_form_add_region);
  gtk_widget_class_bind_template_callback (widget_class, ins_scan_form_take_corner);
  gtk_widget_class_bind_template_callback (widget_class, ins_scan_form_cancel_corner);
  g_signal_new ("frame-changed", INS_TYPE_SCAN_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
ins_scan_form_init (InsScanForm *self)
{
  self->updating = TRUE;
  ins_throttle_init (&self->throttle, update, self);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  ins_scan_form_init_regions (self);
  self->updating = FALSE;
}
