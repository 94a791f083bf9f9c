/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-application.h"
#include "app/ins-colour-scheme.h"
#include "app/ins-display-memory.h"
#include "app/ins-guide.h"
#include "app/ins-settings.h"
#include "app/ins-view.h"
#include "app/ins-window.h"
#include "devices/ins-rig-folder.h"

#define RESOURCE_PATH "/io/github/insonify/Insonify"

struct _InsApplication
{
  GtkApplication parent_instance;

  InsSession *session;
  InsColourScheme *colour_scheme;

  /* command line */
  char *rig;
  char *stage;
  char *digitizer;
  char *recipe;
  char *folder;
  gboolean is_operated;
};

G_DEFINE_FINAL_TYPE (InsApplication, ins_application, GTK_TYPE_APPLICATION)

InsApplication *
ins_application_new (void)
{
  /* Not unique: two rigs on one computer are two programs, each with its own. */
  return g_object_new (INS_TYPE_APPLICATION, "application-id", APP_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE, "resource-base-path",
                       RESOURCE_PATH, NULL);
}

InsSession *
ins_application_get_session (InsApplication *self)
{
  g_return_val_if_fail (INS_IS_APPLICATION (self), NULL);

  return self->session;
}

/* ---- style and other resources ------------------------------------------------------------- */

static void
append_resource (GString *text, const char *name)
{
  g_autofree char *path = g_strconcat (RESOURCE_PATH "/", name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

  /* Compiled in: it is there, or the build is broken. */
  g_assert_no_error (error);
  g_string_append_len (text, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes));
}

/* Colours and rules as one provider: a named colour must stand before its use. */
static void
on_theme_changed (GtkSettings *settings, GParamSpec *pspec, GtkCssProvider *provider)
{
  g_autoptr (GString) css = g_string_new (NULL);
  gboolean dark = ins_theme_is_dark (settings);

  append_resource (css, dark ? "dark.css" : "light.css");
  if (ins_theme_has_high_contrast (settings))
    append_resource (css, dark ? "dark-contrast.css" : "light-contrast.css");
  append_resource (css, "style.css");
  append_resource (css, "operator.css");
  gtk_css_provider_load_from_data (provider, css->str, (gssize)css->len);
}

void
ins_application_add_style (GdkDisplay *display)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  GtkSettings *settings = gtk_settings_get_for_display (display);

  on_theme_changed (settings, NULL, provider);
  g_signal_connect_object (settings, "notify::gtk-application-prefer-dark-theme",
                           G_CALLBACK (on_theme_changed), provider, 0);
  g_signal_connect_object (settings, "notify::gtk-theme-name", G_CALLBACK (on_theme_changed),
                           provider, 0);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display),
                                    RESOURCE_PATH "/icons");
}

/* ---- actions ------------------------------------------------------------------------------- */

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkApplication *application = data;
  g_autofree char *comments = g_strconcat (
      _ ("Scan a part with ultrasound and look inside it."), "\n\n",
      _ ("STOP in this program is not an emergency stop: it needs a computer that runs and a cable "
         "that holds. Where people or parts are in danger use the emergency stop on the rig."),
      NULL);

  gtk_show_about_dialog (gtk_application_get_active_window (application), "program-name",
                         _ ("Insonify"), "version", PACKAGE_VERSION, "logo-icon-name", APP_ID,
                         "comments", comments, "license-type", GTK_LICENSE_GPL_3_0, "copyright",
                         _ ("© The Insonify developers"), "modal", FALSE,
                         /* Translators: your names, one per line. */
                         "translator-credits", _ ("translator-credits"), NULL);
}

static void
on_shortcuts (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (data);

  if (window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.show-help-overlay", NULL);
}

static void
on_guide_complaint (const char *sentence, gpointer data)
{
  InsApplication *self = INS_APPLICATION (data);

  if (self->session != NULL)
    g_signal_emit_by_name (self->session, "message", sentence, TRUE);
}

static void
on_guide (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_guide_show (gtk_application_get_active_window (data), on_guide_complaint, data);
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (data);

  /* The window asks while a scan runs. */
  if (window != NULL)
    gtk_window_close (window);
  else
    g_application_quit (data);
}

/* From a notification. */
static void
on_present (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GList *windows = gtk_application_get_windows (data);

  if (windows != NULL)
    gtk_window_present (windows->data);
}

static void
set_accelerators (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *keys[3];
  } table[] = {
    { "app.guide", { "F1" } },
    { "app.quit", { "<Control>q" } },
    { "window.close", { "<Control>w" } },
    { "win.start", { "F5" } },
    { "win.pause", { "F6" } },
    { "win.pause-now", { "<Shift>F6" } },
    { "win.resume-scan", { "<Control>r" } },
    { "win.show-motion-panel", { "F9" } },
    { "win.show-scan-panel", { "F10" } },
    { "win.fullscreen", { "F11" } },
    { "win.open", { "<Control>o" } },
    { "win.report", { "<Control>p" } },
    { "win.scans", { "<Control>b" } },
    { "win.open-recipe", { "<Control><Shift>o" } },
    { "win.save-recipe", { "<Control>s" } },
    { "win.export", { "<Control>e" } },
    { "win.preferences", { "<Control>comma" } },
    { "win.show-help-overlay", { "<Control>question", "<Control>slash" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    gtk_application_set_accels_for_action (application, table[i].action, table[i].keys);
}

/* ---- life ---------------------------------------------------------------------------------- */

static void
load_recipe (InsApplication *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRecipe) recipe = NULL;

  if (self->recipe != NULL)
    {
      recipe = ins_recipe_new_from_file (self->recipe, &error);
      if (recipe == NULL)
        g_signal_emit_by_name (self->session, "message", error->message, TRUE);
    }
  if (recipe == NULL)
    {
      g_autoptr (GError) broken = NULL;
      g_autoptr (GString) text = g_string_new (NULL);

      append_resource (text, "first.recipe");
      recipe = ins_recipe_new_from_text (text->str, "first.recipe", &broken);
      g_assert_no_error (broken);
    }
  ins_session_set_recipe (self->session, recipe);
}

static gboolean
names_in_rig_file (InsApplication *self, const char *key)
{
  g_autoptr (GKeyFile) rig = g_key_file_new ();

  return self->rig != NULL && g_key_file_load_from_file (rig, self->rig, G_KEY_FILE_NONE, NULL) &&
         g_key_file_has_key (rig, "Rig", key, NULL);
}

/* What was chosen last, where neither the command line nor the rig file names one. */
static char *
recall (InsApplication *self, const char *given, const char *rig_key, const char *settings_key)
{
  GSettings *settings = ins_settings_get ();
  g_autofree char *address = NULL;

  if (given != NULL || settings == NULL || names_in_rig_file (self, rig_key))
    return NULL;
  address = g_settings_get_string (settings, settings_key);

  return address[0] != '\0' ? g_steal_pointer (&address) : NULL;
}

/* The wire goes with the stage. */
static InsRig *
recall_trigger (InsRig *rig)
{
  g_autoptr (InsRig) before = rig;
  InsRig *wired = NULL;

  if (g_settings_get_boolean (ins_settings_get (), "position-trigger"))
    wired = ins_rig_new_with_trigger (before, TRUE, NULL);

  return wired != NULL ? wired : g_steal_pointer (&before);
}

static InsRig *
make_rig (InsApplication *self, GError **error)
{
  g_autofree char *card = recall (self, self->digitizer, "Digitizer", "digitizer");
  g_autofree char *stage = recall (self, self->stage, "Stage", "stage");
  g_autoptr (GError) problem = NULL;
  InsRig *rig = ins_rig_new (self->rig, stage != NULL ? stage : self->stage,
                             card != NULL ? card : self->digitizer, &problem);

  if (rig != NULL)
    return stage != NULL ? recall_trigger (rig) : rig;
  if (stage == NULL && card == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  /* What was remembered may be of another version: better the simulated rig than none. */
  g_signal_emit_by_name (self->session, "message", problem->message, TRUE);

  return ins_rig_new (self->rig, self->stage, self->digitizer, error);
}

/* By name or by path; where nothing is said the one that was used last. */
static void
choose_rig_file (InsApplication *self)
{
  GSettings *settings = ins_settings_get ();
  g_autofree char *folder = ins_rig_folder_dup_usual ();
  g_autofree char *text = g_steal_pointer (&self->rig);
  g_autofree char *last = NULL;

  if (text != NULL)
    self->rig = ins_rig_folder_resolve (folder, text);
  else if (self->stage == NULL && self->digitizer == NULL && settings != NULL)
    {
      last = g_settings_get_string (settings, "rig");
      if (g_path_is_absolute (last))
        self->rig = g_steal_pointer (&last);
    }
}

static gboolean
is_set (const char *key)
{
  GSettings *settings = ins_settings_get ();
  g_autofree char *text = settings != NULL ? g_settings_get_string (settings, key) : NULL;

  return text != NULL && text[0] != '\0';
}

/* Nobody has said yet what there is. */
static gboolean
is_first_start (InsApplication *self)
{
  return self->rig == NULL && self->stage == NULL && self->digitizer == NULL && !is_set ("rig") &&
         !is_set ("stage") && !is_set ("digitizer");
}

static void
connect_rig (InsApplication *self, InsWindow *window)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRig) rig = NULL;

  choose_rig_file (self);
  if (is_first_start (self))
    {
      ins_window_offer_rig (window);
      return;
    }
  rig = make_rig (self, &error);
  if (rig != NULL)
    {
      ins_session_set_rig_file (self->session, self->rig);
      ins_session_set_rig (self->session, rig);
      return;
    }
  ins_window_offer_rig (window);
  g_signal_emit_by_name (self->session, "message", error->message, TRUE);
}

static gboolean
starts_operated (InsApplication *self)
{
  GSettings *settings = ins_settings_get ();

  return self->is_operated ||
         (settings != NULL && g_settings_get_boolean (settings, "operator-at-start"));
}

static void
ins_application_activate (GApplication *application)
{
  InsApplication *self = INS_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window == NULL)
    {
      window = GTK_WINDOW (ins_window_new (GTK_APPLICATION (self), self->session));
      load_recipe (self);
      connect_rig (self, INS_WINDOW (window));
      if (starts_operated (self))
        ins_window_enter_operator (INS_WINDOW (window));
    }
  gtk_window_present (window);
}

static void
ins_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  InsApplication *self = INS_APPLICATION (application);
  g_autofree char *path = g_file_get_path (files[0]);

  g_application_activate (application);
  if (starts_operated (self))
    return; /* an operator opens nothing */
  if (path == NULL)
    g_signal_emit_by_name (self->session, "message",
                           _ ("Only files on this computer can be opened. Copy the scan here."),
                           TRUE);
  else
    ins_session_open_file (self->session, path);
}

static void
ins_application_startup (GApplication *application)
{
  InsApplication *self = INS_APPLICATION (application);
  static const GActionEntry entries[] = {
    { "guide", on_guide, NULL, NULL, NULL, { 0 } },
    { "about", on_about, NULL, NULL, NULL, { 0 } },
    { "shortcuts", on_shortcuts, NULL, NULL, NULL, { 0 } },
    { "present", on_present, NULL, NULL, NULL, { 0 } },
    { "quit", on_quit, NULL, NULL, NULL, { 0 } },
  };
  GSettings *settings = ins_settings_get ();

  G_APPLICATION_CLASS (ins_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  set_accelerators (GTK_APPLICATION (self));
  ins_application_add_style (gdk_display_get_default ());
  ins_display_memory_keep (gdk_display_get_default ());
  gtk_window_set_default_icon_name (APP_ID);
  self->colour_scheme = ins_colour_scheme_new ();
  self->session = ins_session_new ();
  if (self->folder != NULL)
    {
      ins_session_set_folder (self->session, self->folder);
    }
  else if (settings != NULL)
    {
      g_autofree char *folder = g_settings_get_string (settings, "folder");

      if (folder[0] != '\0')
        ins_session_set_folder (self->session, folder);
    }
}

static void
ins_application_shutdown (GApplication *application)
{
  InsApplication *self = INS_APPLICATION (application);

  /* Stops what moves and waits for the workers; also without a window to ask. */
  if (self->session != NULL)
    ins_session_set_rig (self->session, NULL);
  g_clear_object (&self->session);
  g_clear_pointer (&self->colour_scheme, ins_colour_scheme_free);

  G_APPLICATION_CLASS (ins_application_parent_class)->shutdown (application);
}

static int
ins_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1;
  g_print ("insonify %s\n", PACKAGE_VERSION);

  return 0;
}

static void
ins_application_finalize (GObject *object)
{
  InsApplication *self = INS_APPLICATION (object);

  g_free (self->rig);
  g_free (self->stage);
  g_free (self->digitizer);
  g_free (self->recipe);
  g_free (self->folder);

  G_OBJECT_CLASS (ins_application_parent_class)->finalize (object);
}

static void
ins_application_class_init (InsApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = ins_application_finalize;
  application_class->handle_local_options = ins_application_handle_local_options;
  application_class->startup = ins_application_startup;
  application_class->activate = ins_application_activate;
  application_class->open = ins_application_open;
  application_class->shutdown = ins_application_shutdown;
}

static void
ins_application_init (InsApplication *self)
{
  const GOptionEntry entries[] = {
    { "rig", 0, 0, G_OPTION_ARG_FILENAME, &self->rig, N_ ("Rig: its name, or its file"),
      N_ ("RIG") },
    { "stage", 0, 0, G_OPTION_ARG_STRING, &self->stage,
      N_ ("Stage, such as grbl:serial:/dev/ttyUSB0; without it a simulated one"), N_ ("URI") },
    { "digitizer", 0, 0, G_OPTION_ARG_STRING, &self->digitizer,
      N_ ("Card, such as comedi:/dev/comedi0; without it a simulated one"), N_ ("URI") },
    { "recipe", 0, 0, G_OPTION_ARG_FILENAME, &self->recipe, N_ ("Recipe to begin with"),
      N_ ("FILE") },
    { "folder", 0, 0, G_OPTION_ARG_FILENAME, &self->folder, N_ ("Where scans go"), N_ ("DIR") },
    { "operator", 0, 0, G_OPTION_ARG_NONE, &self->is_operated,
      N_ ("Begin in operator mode: released recipes only"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and do nothing else"),
      NULL },
    { NULL },
  };
  g_application_add_main_option_entries (G_APPLICATION (self), entries);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[FILE.nde]"));
  g_application_set_option_context_summary (
      G_APPLICATION (self), _ ("Ultrasonic C-scan imaging. Nothing moves until you say so."));
}
