/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ins-settings.h"
#include "app/ins-window-private.h"

#define ROOMY_WIDTH 1600
#define ROOMY_HEIGHT 900
#define NARROW_WIDTH 1280
#define SLIM_WIDTH 1180
#define LOW_HEIGHT 720

#define FORM_WIDTH 318
#define RUN_WIDTH 250
#define PLOTS_HEIGHT 212
#define PLOTS_MINIMUM 170
#define ROOMY_FORM_WIDTH 350
#define ROOMY_RUN_WIDTH 300
#define ROOMY_PLOTS_HEIGHT 292
#define MOTION_WIDTH 276
#define OPERATOR_WIDTH 330
#define ROOMY_OPERATOR_WIDTH 400
#define ROOMY_MOTION_WIDTH 300

static void
set_css_class (GtkWidget *widget, const char *name, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static gboolean
get_action_state (InsWindow *self, const char *name)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self), name);

  return state != NULL && g_variant_get_boolean (state);
}

/* Without a position of its own a GtkPaned gives the end child its least height: so this one gets
 * a position, once it is known how much there is. */
static void
place_plots (InsWindow *self)
{
  int height = self->plots_height;
  int room = gtk_widget_get_height (GTK_WIDGET (self->plots_paned));

  if (room <= 0)
    return;
  if (height <= 0)
    height = (self->size_class & INS_SIZE_ROOMY) != 0 ? ROOMY_PLOTS_HEIGHT : PLOTS_HEIGHT;
  gtk_paned_set_position (self->plots_paned, MAX (0, room - height));
  self->plots_placed = TRUE;
}

static void
update_plots_boxes (InsWindow *self)
{
  gboolean low = (self->size_class & INS_SIZE_LOW) != 0;

  gtk_widget_set_visible (self->a_box, !low || !self->low_shows_b);
  gtk_widget_set_visible (self->b_box, !low || self->low_shows_b);
  gtk_widget_set_visible (self->to_a_button, low);
  gtk_widget_set_visible (self->to_b_button, low);
  set_css_class (self->b_box, "bl", !low);
}

void
ins_window_show_other_plot (InsWindow *self)
{
  self->low_shows_b = !self->low_shows_b;
  update_plots_boxes (self);
}

void
ins_window_show_ascan (InsWindow *self)
{
  self->low_shows_b = FALSE;
  update_plots_boxes (self);
}

void
ins_window_apply_size (InsWindow *self)
{
  gboolean roomy = (self->size_class & INS_SIZE_ROOMY) != 0;
  gboolean slim = (self->size_class & INS_SIZE_SLIM) != 0;

  set_css_class (GTK_WIDGET (self), "roomy", roomy);
  gtk_widget_set_size_request (GTK_WIDGET (self->scan_form), roomy ? ROOMY_FORM_WIDTH : FORM_WIDTH,
                               -1);
  gtk_widget_set_size_request (GTK_WIDGET (self->card_page), roomy ? ROOMY_FORM_WIDTH : FORM_WIDTH,
                               -1);
  gtk_widget_set_size_request (GTK_WIDGET (self->measure_panel),
                               roomy ? ROOMY_FORM_WIDTH : FORM_WIDTH, -1);
  gtk_widget_set_size_request (GTK_WIDGET (self->run_panel), roomy ? ROOMY_RUN_WIDTH : RUN_WIDTH,
                               -1);
  gtk_widget_set_size_request (GTK_WIDGET (self->motion_panel),
                               roomy ? ROOMY_MOTION_WIDTH : MOTION_WIDTH, -1);
  gtk_widget_set_size_request (GTK_WIDGET (self->operator_panel),
                               roomy ? ROOMY_OPERATOR_WIDTH : OPERATOR_WIDTH, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), !slim);
  gtk_widget_set_visible (self->simulated_label, !slim);
  gtk_widget_set_visible (self->simulated_image, slim);
  gtk_widget_set_visible (self->stat_register, !slim && !ins_window_is_locked (self));
  gtk_widget_set_visible (self->stat_card, !slim && !ins_window_is_locked (self));
  update_plots_boxes (self);
}

static gboolean
on_size_idle (gpointer data)
{
  InsWindow *self = data;
  InsSizeClass size_class = 0;

  self->size_idle = 0;
  if (self->last_width >= ROOMY_WIDTH && self->last_height >= ROOMY_HEIGHT)
    size_class |= INS_SIZE_ROOMY;
  if (self->last_width < NARROW_WIDTH)
    size_class |= INS_SIZE_NARROW;
  if (self->last_width < SLIM_WIDTH)
    size_class |= INS_SIZE_SLIM;
  if (self->last_height < LOW_HEIGHT)
    size_class |= INS_SIZE_LOW;
  if (size_class != self->size_class)
    {
      self->size_class = size_class;
      ins_window_apply_size (self);
    }
  place_plots (self);

  return G_SOURCE_REMOVE;
}

/* Called while sizes are handed out, when nothing may be changed: so it is done right after. */
void
ins_window_follow_size (InsWindow *self, int width, int height)
{
  if (width == self->last_width && height == self->last_height)
    return;
  self->last_width = width;
  self->last_height = height;
  if (self->size_idle == 0)
    self->size_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_size_idle, self, NULL);
}

static void
on_plots_moved (GtkPaned *paned, GParamSpec *pspec, InsWindow *self)
{
  int room = gtk_widget_get_height (GTK_WIDGET (paned));

  /* Until then it is GtkPaned's own idea. */
  if (room > 0 && self->plots_placed && self->size_idle == 0)
    {
      int height = room - gtk_paned_get_position (paned);
      gboolean roomy = (self->size_class & INS_SIZE_ROOMY) != 0;

      self->plots_height = height == (roomy ? ROOMY_PLOTS_HEIGHT : PLOTS_HEIGHT)
                               ? 0
                               : MAX (height, PLOTS_MINIMUM);
    }
}

void
ins_window_restore_layout (InsWindow *self)
{
  GSettings *settings = ins_settings_get ();
  int width = 1366;
  int height = 768;

  if (settings != NULL)
    {
      width = g_settings_get_int (settings, "window-width");
      height = g_settings_get_int (settings, "window-height");
      self->plots_height = g_settings_get_int (settings, "plots-height");
      if (g_settings_get_boolean (settings, "window-maximized"))
        gtk_window_maximize (GTK_WINDOW (self));
    }
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  g_signal_connect (self->plots_paned, "notify::position", G_CALLBACK (on_plots_moved), self);
}

void
ins_window_save_layout (InsWindow *self)
{
  GSettings *settings = ins_settings_get ();
  int width = 0;
  int height = 0;

  if (settings == NULL)
    return;
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  if (width > 0 && height > 0)
    {
      g_settings_set_int (settings, "window-width", MAX (width, 640));
      g_settings_set_int (settings, "window-height", MAX (height, 480));
    }
  g_settings_set_boolean (settings, "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (self)));
  g_settings_set_int (settings, "plots-height", CLAMP (self->plots_height, 0, 4096));
}

/* The form goes away and Start turns grey: the focus must not wander into what comes instead. A
 * button of a check that is good by now has left it to the panes. */
static void
keep_focus (InsWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (focus == NULL || focus == self->start_button ||
      gtk_widget_is_ancestor (focus, GTK_WIDGET (self->side_stack)) ||
      gtk_widget_is_ancestor (GTK_WIDGET (self->side_stack), focus))
    gtk_widget_grab_focus (GTK_WIDGET (self->cscan_view));
}

/* Which panels are there, and which of the two at the right. */
void
ins_window_update_panels (InsWindow *self)
{
  gboolean scanning = ins_session_is_scanning (self->session);
  const char *page;

  if (ins_window_is_locked (self))
    return; /* nothing is at the right */
  if (scanning && !self->was_scanning)
    {
      keep_focus (self);
      self->rig_page = NULL;
    }
  page = self->rig_page != NULL ? self->rig_page : scanning ? "run" : "set-up";
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->side_stack), page) != 0)
    {
      gtk_stack_set_visible_child_name (self->side_stack, page);
      /* The slim panel gives its room to the picture. */
      g_object_set (self->side_paned, "position-set", FALSE, NULL);
    }
  if (scanning && !self->was_scanning && (self->size_class & INS_SIZE_NARROW) != 0 &&
      get_action_state (self, "show-scan-panel"))
    {
      self->folded_for_scan = TRUE;
      g_action_group_change_action_state (G_ACTION_GROUP (self), "show-scan-panel",
                                          g_variant_new_boolean (FALSE));
    }
  else if (!scanning && self->folded_for_scan)
    {
      self->folded_for_scan = FALSE;
      g_action_group_change_action_state (G_ACTION_GROUP (self), "show-scan-panel",
                                          g_variant_new_boolean (TRUE));
    }
}

/* The card's with the newest echo in sight, which says what the wiring gives. */
void
ins_window_show_rig_page (InsWindow *self, const char *page)
{
  const gboolean is_card = g_strcmp0 (page, "card") == 0;

  if (page == NULL)
    keep_focus (self);
  self->rig_page = page;
  ins_window_update_panels (self);
  if (page == NULL)
    return;
  g_action_group_change_action_state (G_ACTION_GROUP (self), "show-scan-panel",
                                      g_variant_new_boolean (TRUE));
  if (is_card)
    {
      ins_window_show_ascan (self);
      ins_window_show_live (self);
    }
  if (is_card || g_strcmp0 (page, "stage") == 0) /* else the picture keeps the focus of its tool */
    gtk_widget_child_focus (is_card ? GTK_WIDGET (self->card_page) : GTK_WIDGET (self->stage_page),
                            GTK_DIR_TAB_FORWARD);
}
