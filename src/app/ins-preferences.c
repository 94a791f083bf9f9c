/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "app/ins-choice.h"
#include "app/ins-field.h"
#include "app/ins-file-name.h"
#include "app/ins-pin.h"
#include "app/ins-preferences.h"
#include "app/ins-release.h"

struct _InsPreferences
{
  GtkWindow parent_instance;

  GtkLabel *folder_label;
  GtkEntry *pattern;
  GtkLabel *pattern_note;
  InsChoice *scheme, *palette, *depth;
  InsField *long_move;
  GtkSwitch *notify, *needs_part, *needs_operator, *may_jog, *at_start;
  GtkLabel *pin_state, *pin_error;
  GtkPopover *pin_popover;
  GtkEditable *new_pin, *new_pin_again;
  GtkWidget *clear_pin_button;
  GtkListBox *recipes;
  GtkLabel *recipe_error;

  GSettings *settings;
};

G_DEFINE_FINAL_TYPE (InsPreferences, ins_preferences, GTK_TYPE_WINDOW)

/* As the schema has them, in the order of the lists. */
static const char *const schemes[] = { "follow", "light", "dark" };
static const char *const palettes[] = { "deep", "grey", "rainbow", "phase" };

static void
show_error (GtkLabel *label, const char *sentence)
{
  gtk_label_set_text (label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (label), sentence != NULL);
}

/* ---- files --------------------------------------------------------------------------------- */

char *
ins_preferences_dup_folder (GSettings *settings)
{
  g_autofree char *folder = g_settings_get_string (settings, "folder");
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  if (folder[0] != '\0')
    return g_steal_pointer (&folder);

  return g_build_filename (documents != NULL ? documents : g_get_home_dir (), "Insonify", NULL);
}

static void
show_folder (InsPreferences *self)
{
  g_autofree char *folder = ins_preferences_dup_folder (self->settings);
  g_autofree char *shown = g_filename_display_name (folder);

  gtk_label_set_text (self->folder_label, shown);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->folder_label), shown);
}

static void
say_folder_error (InsPreferences *self, const char *path)
{
  g_autofree char *text = g_strdup_printf (
      _ ("Nothing can be written into %s. Choose another folder."), path);
  GtkWidget *dialog = gtk_message_dialog_new (GTK_WINDOW (self), GTK_DIALOG_DESTROY_WITH_PARENT,
                                              GTK_MESSAGE_ERROR, GTK_BUTTONS_CLOSE, "%s", text);

  g_signal_connect (dialog, "response", G_CALLBACK (gtk_window_destroy), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_folder_response (GtkNativeDialog *dialog, int response, InsPreferences *self)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog))
                               : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  g_object_unref (dialog);
  if (path == NULL)
    return;
  if (g_access (path, W_OK) != 0)
    {
      say_folder_error (self, path);
      return;
    }
  g_settings_set_string (self->settings, "folder", path);
  show_folder (self);
}

static void
on_choose_folder (InsPreferences *self)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Folder for Scans"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
      _ ("_Choose"), _ ("_Cancel"));
  g_autofree char *path = ins_preferences_dup_folder (self->settings);
  g_autoptr (GFile) folder = g_file_new_for_path (path);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), FALSE);
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), folder, NULL);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_folder_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* What it makes of a scan, or what is wrong with it; then the last good one stays in force. */
static void
on_pattern_changed (InsPreferences *self)
{
  const char *pattern = gtk_editable_get_text (GTK_EDITABLE (self->pattern));
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  const InsFileNameParts parts = { _ ("Panel"), "17", _ ("Operator"), now };
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL, *text = NULL;

  if (!ins_file_name_check (pattern, &error))
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->pattern), "error");
      gtk_widget_add_css_class (GTK_WIDGET (self->pattern_note), "c-bad");
      gtk_label_set_text (self->pattern_note, error->message);
      return;
    }
  gtk_widget_remove_css_class (GTK_WIDGET (self->pattern), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self->pattern_note), "c-bad");
  name = ins_file_name_make (pattern, &parts, 1);
  /* Translators: an example of a file's name */
  text = g_strdup_printf (_ ("Such as %s.nde"), name);
  gtk_label_set_text (self->pattern_note, text);
  if (self->settings != NULL)
    g_settings_set_string (self->settings, "file-name-pattern", pattern);
}

/* ---- look and motion ----------------------------------------------------------------------- */

static guint
find_word (const char *const *words, guint n_words, const char *word)
{
  for (guint i = 0; i < n_words; i++)
    if (g_str_equal (words[i], word))
      return i;

  return 0;
}

static void
fill_choices (InsPreferences *self)
{
  const char *const scheme_items[] = { _ ("As the desktop"), _ ("Light"), _ ("Dark"), NULL };
  const char *const palette_items[] = { _ ("Deep"), _ ("Grey"), _ ("Rainbow"),
                                        _ ("Phase: blue, white, orange"), NULL };
  const char *const depth_items[] = { _ ("Time in µs"), _ ("Depth in mm"), NULL };
  g_autofree char *scheme = g_settings_get_string (self->settings, "colour-scheme");
  g_autofree char *palette = g_settings_get_string (self->settings, "colour-map");

  ins_choice_set_items (self->scheme, scheme_items);
  ins_choice_set_items (self->palette, palette_items);
  ins_choice_set_items (self->depth, depth_items);
  ins_choice_set_selected (self->scheme, find_word (schemes, G_N_ELEMENTS (schemes), scheme));
  ins_choice_set_selected (self->palette, find_word (palettes, G_N_ELEMENTS (palettes), palette));
  ins_choice_set_selected (self->depth,
                           g_settings_get_boolean (self->settings, "ascan-depth") ? 1 : 0);
}

static void
on_choice_edited (InsPreferences *self)
{
  const guint scheme = ins_choice_get_selected (self->scheme);
  const guint palette = ins_choice_get_selected (self->palette);

  if (scheme < G_N_ELEMENTS (schemes))
    g_settings_set_string (self->settings, "colour-scheme", schemes[scheme]);
  if (palette < G_N_ELEMENTS (palettes))
    g_settings_set_string (self->settings, "colour-map", palettes[palette]);
  g_settings_set_boolean (self->settings, "ascan-depth",
                          ins_choice_get_selected (self->depth) == 1);
}

static void
on_long_move_edited (InsPreferences *self)
{
  InsNumberEntry *entry = ins_field_get_entry (self->long_move);
  double value_mm;

  if (ins_number_entry_get_error (entry) == NULL && ins_number_entry_get_value (entry, &value_mm))
    g_settings_set_double (self->settings, "long-move-mm", value_mm);
}

/* ---- PIN ----------------------------------------------------------------------------------- */

static void
show_pin (InsPreferences *self)
{
  g_autofree char *sealed = g_settings_get_string (self->settings, "operator-pin");

  gtk_label_set_text (self->pin_state,
                      sealed[0] != '\0' ? _ ("is set") : _ ("none: anybody can leave it"));
  gtk_widget_set_sensitive (self->clear_pin_button, sealed[0] != '\0');
}

static void
close_pin (InsPreferences *self)
{
  gtk_editable_set_text (self->new_pin, "");
  gtk_editable_set_text (self->new_pin_again, "");
  show_error (self->pin_error, NULL);
  gtk_popover_popdown (self->pin_popover);
  show_pin (self);
}

static void
on_set_pin (InsPreferences *self)
{
  const char *pin = gtk_editable_get_text (self->new_pin);
  g_autoptr (GError) error = NULL;
  g_autofree char *sealed = NULL;

  if (!ins_pin_check (pin, &error))
    {
      show_error (self->pin_error, error->message);
      return;
    }
  if (!g_str_equal (pin, gtk_editable_get_text (self->new_pin_again)))
    {
      show_error (self->pin_error, _ ("The two are not the same. Type it once more."));
      return;
    }
  sealed = ins_pin_seal (pin);
  g_settings_set_string (self->settings, "operator-pin", sealed);
  close_pin (self);
}

static void
on_clear_pin (InsPreferences *self)
{
  g_settings_set_string (self->settings, "operator-pin", "");
  close_pin (self);
}

/* ---- released recipes ---------------------------------------------------------------------- */

static void show_recipes (InsPreferences *self);

static void
on_remove (GtkButton *button, InsPreferences *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_LIST_BOX_ROW);
  g_autoptr (GVariant) list = g_settings_get_value (self->settings, "operator-recipes");
  g_autoptr (GVariant) shorter = ins_release_remove (
      list, (guint)gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)));

  g_settings_set_value (self->settings, "operator-recipes", shorter);
  show_recipes (self);
}

static GtkWidget *
make_row (InsPreferences *self, GVariant *list, guint index)
{
  g_autofree char *path = ins_release_dup_path (list, index);
  g_autofree char *base = g_path_get_basename (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRecipe) recipe = ins_release_load (list, index, &error);
  g_autofree char *text = g_strdup_printf ("%s  (%s)", recipe != NULL ? recipe->name : "–", base);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");

  gtk_label_set_xalign (GTK_LABEL (label), 0.0F);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_tooltip_text (label, error != NULL ? error->message : path);
  if (error != NULL)
    {
      gtk_label_set_text (GTK_LABEL (label), error->message);
      gtk_widget_add_css_class (label, "c-bad");
    }
  gtk_widget_set_tooltip_text (button, _ ("Operators cannot scan by it any more"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Take back the release"), -1);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect (button, "clicked", G_CALLBACK (on_remove), self);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);

  return box;
}

static void
show_recipes (InsPreferences *self)
{
  g_autoptr (GVariant) list = g_settings_get_value (self->settings, "operator-recipes");
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->recipes, 0)) != NULL)
    gtk_list_box_remove (self->recipes, GTK_WIDGET (row));
  for (guint i = 0; i < ins_release_get_n (list); i++)
    gtk_list_box_append (self->recipes, make_row (self, list, i));
}

static void
on_recipe_response (GtkNativeDialog *dialog, int response, InsPreferences *self)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog))
                               : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autoptr (GVariant) list = g_settings_get_value (self->settings, "operator-recipes");
  g_autoptr (GVariant) longer = NULL;
  g_autoptr (GError) error = NULL;

  g_object_unref (dialog);
  if (path == NULL)
    return;
  longer = ins_release_add (list, path, &error);
  show_error (self->recipe_error, longer == NULL ? error->message : NULL);
  if (longer != NULL)
    g_settings_set_value (self->settings, "operator-recipes", longer);
  show_recipes (self);
}

static void
on_release (InsPreferences *self)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Release a Recipe"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Release"),
      _ ("_Cancel"));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Recipes"));
  gtk_file_filter_add_suffix (filter, "recipe");
  gtk_file_filter_add_suffix (filter, "ini");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), FALSE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_recipe_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* The window that it belongs to is locked, and so this one goes. */
static void
on_enter (InsPreferences *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (parent != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (parent), "operator", NULL);
  gtk_window_close (GTK_WINDOW (self));
}

/* ---- life ---------------------------------------------------------------------------------- */

GtkWidget *
ins_preferences_new (GtkWindow *parent, GSettings *settings)
{
  InsPreferences *self = g_object_new (INS_TYPE_PREFERENCES, "transient-for", parent,
                                       "destroy-with-parent", TRUE, NULL);
  g_autofree char *pattern = g_settings_get_string (settings, "file-name-pattern");

  gtk_editable_set_text (GTK_EDITABLE (self->pattern), pattern);
  self->settings = g_object_ref (settings);
  show_folder (self);
  fill_choices (self);
  ins_field_set_value (self->long_move, g_settings_get_double (settings, "long-move-mm"));
  g_settings_bind (settings, "notify", self->notify, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "operator-needs-part", self->needs_part, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "operator-needs-name", self->needs_operator, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "operator-jog", self->may_jog, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "operator-at-start", self->at_start, "active",
                   G_SETTINGS_BIND_DEFAULT);
  show_pin (self);
  show_recipes (self);

  return GTK_WIDGET (self);
}

static void
ins_preferences_dispose (GObject *object)
{
  g_clear_object (&INS_PREFERENCES (object)->settings);

  G_OBJECT_CLASS (ins_preferences_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, InsPreferences, name)
#define CALLBACK(name) gtk_widget_class_bind_template_callback (widget_class, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (folder_label);
  BIND (pattern);
  BIND (pattern_note);
  BIND (scheme);
  BIND (palette);
  BIND (depth);
  BIND (long_move);
  BIND (notify);
  BIND (needs_part);
  BIND (needs_operator);
  BIND (may_jog);
  BIND (at_start);
  BIND (pin_state);
  BIND (pin_error);
  BIND (pin_popover);
  BIND (new_pin);
  BIND (new_pin_again);
  BIND (clear_pin_button);
  BIND (recipes);
  BIND (recipe_error);
}

static void
ins_preferences_class_init (InsPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ins_preferences_dispose;

  g_type_ensure (INS_TYPE_CHOICE);
  g_type_ensure (INS_TYPE_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-preferences.ui");
  bind_children (widget_class);
  CALLBACK (on_choose_folder);
  CALLBACK (on_pattern_changed);
  CALLBACK (on_choice_edited);
  CALLBACK (on_long_move_edited);
  CALLBACK (on_set_pin);
  CALLBACK (on_clear_pin);
  CALLBACK (on_release);
  CALLBACK (on_enter);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close",
                                       NULL);
}

static void
ins_preferences_init (InsPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
