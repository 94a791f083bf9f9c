/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-scan-browser.h"
#include "app/ins-scan-order.h"
#include "app/ins-scan-row.h"

#define SORT_EVERY_US (2 * G_USEC_PER_SEC) /* while files are looked at */

struct _InsScanBrowser
{
  GtkBox parent_instance;

  GtkSearchEntry *search_entry;
  GtkDropDown *order_drop_down;
  GtkStack *stack;
  GtkListView *list_view;
  GtkLabel *nothing_label, *status_label;
  GtkWidget *trash_button, *words_button, *export_button, *compare_button, *open_button;

  InsScanFolder *folder;
  char *search;
  InsScanOrder order;
  GtkFilter *filter;
  GtkSorter *sorter;
  GtkSelectionModel *selection;
  gint64 sorted_us; /* when the list was put in order last */
};

G_DEFINE_FINAL_TYPE (InsScanBrowser, ins_scan_browser, GTK_TYPE_BOX)

enum
{
  WISH,
  DONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- search and order ---------------------------------------------------------------------- */

static gboolean
matches (gpointer item, gpointer data)
{
  const InsScanBrowser *self = data;

  return self->search == NULL || ins_scan_summary_matches (ins_scan_item_get (item), self->search);
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const InsScanBrowser *self = data;
  const InsScanSummary *one = ins_scan_item_get ((InsScanItem *)(gsize)a);
  const InsScanSummary *other = ins_scan_item_get ((InsScanItem *)(gsize)b);

  return ins_scan_order_compare (one, other, self->order);
}

/* ---- what is chosen ------------------------------------------------------------------------ */

/* (transfer full) */
static GStrv
dup_chosen (InsScanBrowser *self)
{
  g_autoptr (GtkBitset) chosen = gtk_selection_model_get_selection (self->selection);
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  GtkBitsetIter iter;
  guint position;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, chosen, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr (InsScanItem)
          item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

      g_strv_builder_add (paths, ins_scan_item_get (item)->path);
    }

  return g_strv_builder_end (paths);
}

static void
emit_wish (InsScanBrowser *self, InsScanWish wish)
{
  g_auto (GStrv) paths = dup_chosen (self);

  if (paths[0] != NULL)
    g_signal_emit (self, signals[WISH], 0, paths, (int)wish);
}

/* Of the only one that is chosen; NULL if there are several or none. */
static const InsScanSummary *
get_only (InsScanBrowser *self, GtkBitset *chosen)
{
  g_autoptr (InsScanItem) item = NULL;

  if (gtk_bitset_get_size (chosen) != 1)
    return NULL;
  item = g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_minimum (chosen));

  return ins_scan_item_get (item);
}

static void
update_buttons (InsScanBrowser *self, GtkBitset *chosen)
{
  const guint64 n = gtk_bitset_get_size (chosen);
  const InsScanSummary *only = get_only (self, chosen);
  const gboolean opens = only != NULL && only->state != INS_SCAN_FILE_BAD;

  gtk_widget_set_sensitive (self->open_button, opens);
  gtk_widget_set_sensitive (self->words_button, opens && only->state != INS_SCAN_FILE_FOREIGN);
  gtk_widget_set_sensitive (self->compare_button, n == 2);
  gtk_widget_set_sensitive (self->export_button, n > 0);
  gtk_widget_set_sensitive (self->trash_button, n > 0);
}

/* ---- what is said -------------------------------------------------------------------------- */

static char *
make_status (InsScanBrowser *self, GtkBitset *chosen)
{
  const guint n_chosen = (guint)gtk_bitset_get_size (chosen);
  const guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  const char *path = ins_scan_folder_get_path (self->folder);
  g_autofree char *shown = g_strdup_printf (ngettext ("%u scan", "%u scans", n_shown), n_shown);
  guint n_looked, n_files;

  if (ins_scan_folder_get_progress (self->folder, &n_looked, &n_files) && n_looked < n_files)
    return g_strdup_printf (_ ("Looking at the files: %u of %u"), n_looked, n_files);
  if (n_chosen > 1)
    return g_strdup_printf (ngettext ("%u of %u scan chosen", "%u of %u scans chosen", n_shown),
                            n_chosen, n_shown);
  if (path == NULL)
    return g_steal_pointer (&shown);

  /* Translators: "12 scans", then a folder */
  return g_strdup_printf (_ ("%s in %s"), shown, path);
}

static char *
make_nothing (InsScanBrowser *self)
{
  const char *problem = ins_scan_folder_get_problem (self->folder);
  guint n_looked, n_files;
  gboolean is_looking = ins_scan_folder_get_progress (self->folder, &n_looked, &n_files);

  if (problem != NULL)
    return g_strdup_printf (_ ("%s\nChoose another folder."), problem);
  if (n_files > 0)
    return g_strdup_printf (_ ("No scan here has “%s”."), self->search != NULL ? self->search : "");
  if (is_looking)
    return g_strdup (_ ("Looking …"));

  return g_strdup (_ ("There are no scans in this folder yet. A scan appears here as soon as it "
                      "has begun; another folder is chosen at the top right."));
}

static void
update (InsScanBrowser *self)
{
  g_autoptr (GtkBitset) chosen = gtk_selection_model_get_selection (self->selection);
  const gboolean has_some = g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0;
  g_autofree char *status = make_status (self, chosen);
  g_autofree char *nothing = has_some ? NULL : make_nothing (self);

  update_buttons (self, chosen);
  gtk_label_set_text (self->status_label, status);
  if (!has_some)
    gtk_label_set_text (self->nothing_label, nothing);
  gtk_stack_set_visible_child_name (self->stack, has_some ? "list" : "nothing");
}

/* Rows that change places are made anew, which costs a frame or two: not with each file that was
 * read. */
static void
on_folder_changed (InsScanFolder *folder, InsScanBrowser *self)
{
  const gint64 now_us = g_get_monotonic_time ();
  guint n_looked, n_files;

  if (ins_scan_folder_get_progress (folder, &n_looked, &n_files) &&
      now_us - self->sorted_us < SORT_EVERY_US)
    {
      update (self);
      return;
    }
  self->sorted_us = now_us;
  gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
  if (self->search != NULL)
    gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  update (self);
}

static void
on_selection_changed (GtkSelectionModel *model, guint position, guint n, InsScanBrowser *self)
{
  update (self);
}

/* ---- what a person does -------------------------------------------------------------------- */

static void
on_done_clicked (InsScanBrowser *self)
{
  g_signal_emit (self, signals[DONE], 0);
}

static void
on_search_changed (InsScanBrowser *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  g_free (self->search);
  self->search = *text != '\0' ? g_strdup (text) : NULL;
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  update (self);
}

static void
on_order_selected (InsScanBrowser *self)
{
  self->order = (InsScanOrder)gtk_drop_down_get_selected (self->order_drop_down);
  if (self->sorter != NULL)
    gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
}

static void
on_activated (InsScanBrowser *self, guint position)
{
  gtk_selection_model_select_item (self->selection, position, TRUE);
  if (gtk_widget_get_sensitive (self->open_button))
    emit_wish (self, INS_SCAN_WISH_OPEN);
}

static void
on_open_clicked (InsScanBrowser *self)
{
  emit_wish (self, INS_SCAN_WISH_OPEN);
}

static void
on_words_clicked (InsScanBrowser *self)
{
  emit_wish (self, INS_SCAN_WISH_WORDS);
}

/* The older one is what the other is compared with. */
static void
on_compare_clicked (InsScanBrowser *self)
{
  g_autoptr (GtkBitset) chosen = gtk_selection_model_get_selection (self->selection);
  g_autoptr (InsScanItem) one = NULL;
  g_autoptr (InsScanItem) other = NULL;
  const char *paths[3] = { NULL };
  gboolean is_first_newer;

  if (gtk_bitset_get_size (chosen) != 2)
    return;
  one = g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_minimum (chosen));
  other = g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_maximum (chosen));
  is_first_newer = ins_scan_summary_compare (ins_scan_item_get (one), ins_scan_item_get (other)) <
                   0;
  paths[is_first_newer ? 1 : 0] = ins_scan_item_get (one)->path;
  paths[is_first_newer ? 0 : 1] = ins_scan_item_get (other)->path;
  g_signal_emit (self, signals[WISH], 0, paths, (int)INS_SCAN_WISH_COMPARE);
}

static void
on_export_clicked (InsScanBrowser *self)
{
  emit_wish (self, INS_SCAN_WISH_EXPORT);
}

static void
on_trash_clicked (InsScanBrowser *self)
{
  emit_wish (self, INS_SCAN_WISH_TRASH);
}

static gboolean
on_delete_pressed (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  InsScanBrowser *self = INS_SCAN_BROWSER (data);

  if (!gtk_widget_get_sensitive (self->trash_button))
    return FALSE;
  emit_wish (self, INS_SCAN_WISH_TRASH);

  return TRUE;
}

void
ins_scan_browser_show (InsScanBrowser *self, const char *folder)
{
  g_return_if_fail (INS_IS_SCAN_BROWSER (self));

  if (g_strcmp0 (folder, ins_scan_folder_get_path (self->folder)) != 0)
    ins_scan_folder_set_path (self->folder, folder);
  else
    ins_scan_folder_look (self->folder);
}

void
ins_scan_browser_focus (InsScanBrowser *self)
{
  g_return_if_fail (INS_IS_SCAN_BROWSER (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

void
ins_scan_browser_refresh (InsScanBrowser *self)
{
  g_return_if_fail (INS_IS_SCAN_BROWSER (self));

  ins_scan_folder_look (self->folder);
}

GListModel *
ins_scan_browser_get_shown (InsScanBrowser *self)
{
  return G_LIST_MODEL (self->selection);
}

GtkSelectionModel *
ins_scan_browser_get_selection (InsScanBrowser *self)
{
  return self->selection;
}

InsScanFolder *
ins_scan_browser_get_folder (InsScanBrowser *self)
{
  return self->folder;
}

/* ---- the widget ---------------------------------------------------------------------------- */

static void
on_row_setup (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gtk_list_item_set_child (item, ins_scan_row_new ());
}

static void
on_row_bind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  ins_scan_row_set_item (INS_SCAN_ROW (gtk_list_item_get_child (item)),
                         gtk_list_item_get_item (item));
}

static void
on_row_unbind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  ins_scan_row_set_item (INS_SCAN_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
make_list (InsScanBrowser *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkFilterListModel *filtered;
  GtkSortListModel *sorted;

  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare, self, NULL));
  filtered = gtk_filter_list_model_new (g_object_ref (ins_scan_folder_get_items (self->folder)),
                                        g_object_ref (self->filter));
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (filtered), g_object_ref (self->sorter));
  self->selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (G_LIST_MODEL (sorted)));
  g_signal_connect (factory, "setup", G_CALLBACK (on_row_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_row_bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_row_unbind), NULL);
  gtk_list_view_set_factory (self->list_view, factory);
  gtk_list_view_set_model (self->list_view, self->selection);
  g_object_unref (factory);
  g_signal_connect (self->selection, "selection-changed", G_CALLBACK (on_selection_changed), self);
}

static void
ins_scan_browser_init (InsScanBrowser *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->folder = ins_scan_folder_new ();
  g_signal_connect (self->folder, "changed", G_CALLBACK (on_folder_changed), self);
  make_list (self);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Delete, 0),
                        gtk_callback_action_new (on_delete_pressed, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->list_view), keys);
  update (self);
}

static void
ins_scan_browser_dispose (GObject *object)
{
  InsScanBrowser *self = INS_SCAN_BROWSER (object);

  if (self->folder != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->folder, self);
      g_signal_handlers_disconnect_by_data (self->selection, self);
      ins_scan_folder_set_path (self->folder, NULL);
      gtk_list_view_set_model (self->list_view, NULL);
    }
  g_clear_object (&self->selection);
  g_clear_object (&self->filter);
  g_clear_object (&self->sorter);
  g_clear_object (&self->folder);
  g_clear_pointer (&self->search, g_free);

  G_OBJECT_CLASS (ins_scan_browser_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, InsScanBrowser, name)

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-scan-browser.ui");
  BIND (search_entry);
  BIND (order_drop_down);
  BIND (stack);
  BIND (list_view);
  BIND (nothing_label);
  BIND (status_label);
  BIND (trash_button);
  BIND (words_button);
  BIND (export_button);
  BIND (compare_button);
  BIND (open_button);
  gtk_widget_class_bind_template_callback (widget_class, on_done_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_order_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_trash_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_words_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_export_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_compare_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_open_clicked);
}

static void
ins_scan_browser_class_init (InsScanBrowserClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ins_scan_browser_dispose;
  signals[WISH] = g_signal_new ("wish", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                2, G_TYPE_STRV, G_TYPE_INT);
  signals[DONE] = g_signal_new ("done", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                0);
  bind_template (GTK_WIDGET_CLASS (klass));
}

GtkWidget *
ins_scan_browser_new (void)
{
  return g_object_new (INS_TYPE_SCAN_BROWSER, NULL);
}
