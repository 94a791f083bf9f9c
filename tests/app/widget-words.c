/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "widget-words.h"

#define CAPS_LOCK "Caps Lock is on" /* of GtkPasswordEntry */
#define OPEN "\342\237\246"         /* U+27E6 */
#define CLOSE "\342\237\247"        /* U+27E7 */

static void
add (GPtrArray *found, char *sentence)
{
  if (g_ptr_array_find_with_equal_func (found, sentence, g_str_equal, NULL))
    g_free (sentence);
  else
    g_ptr_array_add (found, sentence);
}

/* Where it is: names of types, the outermost of our own first. */
static char *
describe (GtkWidget *widget)
{
  GString *path = g_string_new (G_OBJECT_TYPE_NAME (widget));

  for (GtkWidget *up = gtk_widget_get_parent (widget); up != NULL; up = gtk_widget_get_parent (up))
    if (g_str_has_prefix (G_OBJECT_TYPE_NAME (up), "Ins"))
      {
        g_string_prepend (path, " > ");
        g_string_prepend (path, G_OBJECT_TYPE_NAME (up));
      }

  return g_string_free (path, FALSE);
}

/* ---- words ---------------------------------------------------------------------------------- */

/* Units, names of formats and what a person or a device has called something. */
static gboolean
is_name (const char *word)
{
  static const char *const names[] = {
    "mm",         "um",        "min",    "dB",       "Hz",   "kHz",  "MHz",    "GHz",  "MS",
    "kS",         "MB",        "kB",     "GB",       "TB",   "ms",   "ns",     "px",   "rms",
    "RF",         "SAFT",      "nde",    "Insonify", "sim",  "coin", "Window", "test", "blocks",
    "resolution", "composite", "DAC",    "TCG",      "PDF",  "CSV",  "Esc",    "Ctrl", "Shift",
    "Grbl",       "insonify",  "window", "tmp",      "Scan", "grbl", "tcp",    "TAB",  "XY",
    "XZ",         "YZ",        "YX",     "ZX",       "ZY",   NULL,
  };

  return g_strv_contains (names, word);
}

static gboolean
is_plain (const char *text)
{
  g_autoptr (GString) outside = g_string_new (NULL);
  g_auto (GStrv) words = NULL;
  int depth = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (g_str_has_prefix (at, OPEN))
        depth++;
      if (depth == 0)
        g_string_append_c (outside, g_ascii_isalpha (*at) ? *at : ' ');
      if (g_str_has_prefix (at, CLOSE))
        depth--;
    }
  words = g_strsplit (outside->str, " ", -1);
  for (char **word = words; *word != NULL; word++)
    if (strlen (*word) >= 2 && !is_name (*word))
      return TRUE;

  return FALSE;
}

static void
judge (GtkWidget *widget, const char *what, const char *text, GPtrArray *found)
{
  g_autofree char *place = NULL;

  /* a path; GTK's own words, which it translates itself */
  if (text == NULL || text[0] == '/' || g_strcmp0 (text, CAPS_LOCK) == 0 || !is_plain (text))
    return;
  place = describe (widget);
  add (found, g_strdup_printf ("%s, %s: “%s”", place, what, text));
}

static void
judge_menu (GtkWidget *widget, GMenuModel *model, GPtrArray *found)
{
  for (int i = 0; model != NULL && i < g_menu_model_get_n_items (model); i++)
    {
      static const char *const links[] = { G_MENU_LINK_SECTION, G_MENU_LINK_SUBMENU };
      g_autofree char *label = NULL;

      if (g_menu_model_get_item_attribute (model, i, G_MENU_ATTRIBUTE_LABEL, "s", &label))
        judge (widget, "menu", label, found);
      for (guint link = 0; link < G_N_ELEMENTS (links); link++)
        {
          g_autoptr (GMenuModel) below = g_menu_model_get_item_link (model, i, links[link]);

          judge_menu (widget, below, found);
        }
    }
}

static void
judge_list (GtkWidget *widget, GListModel *list, GPtrArray *found)
{
  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (list, i);

      if (GTK_IS_STRING_OBJECT (item))
        judge (widget, "choice", gtk_string_object_get_string (GTK_STRING_OBJECT (item)), found);
    }
}

void
widget_words_find_plain (GtkWidget *top, GPtrArray *found)
{
  /* what is asked of the icon theme and of the toolkit's own parts is not ours */
  if (GTK_IS_SHORTCUTS_WINDOW (top) || GTK_IS_WINDOW_CONTROLS (top))
    return;
  judge (top, "tooltip", gtk_widget_get_tooltip_text (top), found);
  if (GTK_IS_LABEL (top))
    judge (top, "label", gtk_label_get_text (GTK_LABEL (top)), found);
  else if (GTK_IS_TEXT (top))
    judge (top, "place holder", gtk_text_get_placeholder_text (GTK_TEXT (top)), found);
  else if (GTK_IS_MENU_BUTTON (top))
    judge_menu (top, gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (top)), found);
  else if (GTK_IS_DROP_DOWN (top))
    {
      judge_list (top, gtk_drop_down_get_model (GTK_DROP_DOWN (top)), found);
      return; /* what else is in it is the toolkit's */
    }
  else if (GTK_IS_WINDOW (top))
    judge (top, "title", gtk_window_get_title (GTK_WINDOW (top)), found);
  for (GtkWidget *child = gtk_widget_get_first_child (top); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    widget_words_find_plain (child, found);
}

/* ---- room ----------------------------------------------------------------------------------- */

/* Whether a tooltip here or further up says all of it. */
static gboolean
is_said_elsewhere (GtkWidget *widget, const char *text)
{
  g_autoptr (GtkTooltip) tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  gboolean is_said = FALSE;

  for (GtkWidget *up = widget; up != NULL && !GTK_IS_WINDOW (up); up = gtk_widget_get_parent (up))
    {
      const char *words = gtk_widget_get_tooltip_text (up);

      if (words != NULL && strstr (words, text) != NULL)
        return TRUE;
    }
  if (gtk_widget_get_has_tooltip (widget) && gtk_widget_get_tooltip_text (widget) == NULL)
    g_signal_emit_by_name (widget, "query-tooltip", 1, 1, FALSE, tooltip, &is_said);

  return is_said;
}

static const char *
find_cut (GtkLabel *label)
{
  GtkWidget *widget = GTK_WIDGET (label);
  PangoLayout *layout = gtk_label_get_layout (label);
  int width, height;

  if (gtk_widget_get_width (widget) == 0 && gtk_widget_get_height (widget) == 0)
    return NULL; /* folded away */
  pango_layout_get_pixel_size (layout, &width, &height);
  if (pango_layout_is_ellipsized (layout))
    return is_said_elsewhere (widget, gtk_label_get_text (label)) ? NULL : "is shortened";
  if (width > gtk_widget_get_width (widget) + 1)
    return "is wider than its place";

  return height > gtk_widget_get_height (widget) + 1 ? "is higher than its place" : NULL;
}

void
widget_words_find_cut (GtkWidget *top, GPtrArray *found)
{
  if (!gtk_widget_get_mapped (top))
    return;
  if (GTK_IS_LABEL (top))
    {
      const char *how = find_cut (GTK_LABEL (top));

      if (how != NULL)
        {
          g_autofree char *place = describe (top);

          add (found,
               g_strdup_printf ("%s %s (%d x %d): “%s”", place, how, gtk_widget_get_width (top),
                                gtk_widget_get_height (top), gtk_label_get_text (GTK_LABEL (top))));
        }
    }
  for (GtkWidget *child = gtk_widget_get_first_child (top); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    widget_words_find_cut (child, found);
}

/* ---- what opens ----------------------------------------------------------------------------- */

static gboolean
on_time (gpointer data)
{
  *(gboolean *)data = TRUE;

  return G_SOURCE_REMOVE;
}

static void
run_for (guint time_ms)
{
  gboolean is_over = FALSE;

  g_timeout_add (time_ms, on_time, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

/* What is scrolled out of the screen cannot open anything. */
static void
bring_into_sight (GtkWidget *widget)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment;
  double x, y;

  if (scrolled == NULL || !gtk_widget_translate_coordinates (widget, scrolled, 0.0, 0.0, &x, &y))
    return;
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  if (y < 0.0 || y + gtk_widget_get_height (widget) > gtk_widget_get_height (scrolled))
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + y);
}

void
widget_words_open_each (GtkWidget *top, WidgetWordsLook look, gpointer data)
{
  if (!gtk_widget_get_mapped (top) || GTK_IS_POPOVER (top))
    return;
  if (GTK_IS_MENU_BUTTON (top) && gtk_widget_is_sensitive (top))
    {
      GtkPopover *popover;

      bring_into_sight (top);
      run_for (50);
      gtk_menu_button_popup (GTK_MENU_BUTTON (top));
      popover = gtk_menu_button_get_popover (GTK_MENU_BUTTON (top));
      run_for (50);
      if (popover != NULL)
        look (GTK_WIDGET (popover), data);
      gtk_menu_button_popdown (GTK_MENU_BUTTON (top));
      run_for (20);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (top); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    widget_words_open_each (child, look, data);
}
