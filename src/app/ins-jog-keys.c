/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ins-jog-keys.h"
#include "app/ins-jog-watch.h"

struct _InsJogKeys
{
  GObject parent_instance;

  InsJogControl *control;
  InsJogWatch *watch;
  GtkRoot *root; /* not owned: set_root (NULL) comes before it goes */
  GtkEventController *controller;
  GHashTable *down; /* key codes that are down: a second press is auto-repeat */
  guint jog_code;   /* the key that jogs, 0 none */
  guint armed_source;
  gboolean armed;
};

G_DEFINE_FINAL_TYPE (InsJogKeys, ins_jog_keys, G_TYPE_OBJECT)

enum
{
  ARMED_CHANGED,
  STEP_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  guint keyval, keypad_keyval;
  InsAxis axis;
  int direction;
} JogKey;

static const JogKey jog_keys[] = {
  { GDK_KEY_Left, GDK_KEY_KP_Left, INS_AXIS_X, -1 },
  { GDK_KEY_Right, GDK_KEY_KP_Right, INS_AXIS_X, 1 },
  { GDK_KEY_Up, GDK_KEY_KP_Up, INS_AXIS_Y, -1 },
  { GDK_KEY_Down, GDK_KEY_KP_Down, INS_AXIS_Y, 1 },
  { GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, INS_AXIS_Z, 1 },
  { GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, INS_AXIS_Z, -1 },
};

static const JogKey *
find_jog_key (guint keyval)
{
  for (guint i = 0; i < G_N_ELEMENTS (jog_keys); i++)
    if (keyval == jog_keys[i].keyval || keyval == jog_keys[i].keypad_keyval)
      return &jog_keys[i];

  return NULL;
}

/* TRUE while letters and arrows belong to somebody else: an entry, or an open popover. */
static gboolean
is_typing (InsJogKeys *self)
{
  GtkWidget *focus = gtk_root_get_focus (self->root);

  if (focus == NULL)
    return FALSE;

  return GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus) ||
         gtk_widget_get_native (focus) != GTK_NATIVE (self->root);
}

static gboolean
on_armed_long (gpointer data)
{
  InsJogKeys *self = data;

  if (self->jog_code != 0 || ins_jog_control_is_pressed (self->control))
    return G_SOURCE_CONTINUE;
  self->armed_source = 0;
  ins_jog_keys_set_armed (self, FALSE);

  return G_SOURCE_REMOVE;
}

static void
restart_timer (InsJogKeys *self)
{
  g_clear_handle_id (&self->armed_source, g_source_remove);
  if (self->armed)
    self->armed_source = g_timeout_add_seconds (INS_JOG_KEYS_ARMED_S, on_armed_long, self);
}

/* A fresh press while nothing is down. */
static gboolean
handle_press (InsJogKeys *self, guint keyval, guint keycode, GdkModifierType state)
{
  const GdkModifierType others = state &
                                 (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK);
  const gboolean shift = (state & GDK_SHIFT_MASK) != 0;
  const JogKey *key = find_jog_key (keyval);

  if (others != 0 || is_typing (self))
    return FALSE;
  if (!shift && (keyval == GDK_KEY_j || keyval == GDK_KEY_J))
    {
      ins_jog_keys_set_armed (self, !self->armed);
      return TRUE;
    }
  if (!self->armed)
    return FALSE;
  if (!shift && keyval >= GDK_KEY_1 && keyval <= GDK_KEY_6)
    {
      restart_timer (self);
      g_signal_emit (self, signals[STEP_CHOSEN], 0, keyval - GDK_KEY_1);
      return TRUE;
    }
  if (key == NULL)
    return FALSE;
  restart_timer (self);
  self->jog_code = keycode;
  ins_jog_control_press (self->control, key->axis, key->direction, shift);

  return TRUE;
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                InsJogKeys *self)
{
  const gboolean repeated = !g_hash_table_add (self->down, GUINT_TO_POINTER (keycode));

  if (keyval == GDK_KEY_Escape)
    {
      /* the window stops everything; what was asked or armed before is over, too */
      ins_jog_keys_set_armed (self, FALSE);
      return FALSE;
    }
  if (repeated)
    {
      /* swallowed where the first press was: nothing else is to scroll or step either */
      return self->armed && !is_typing (self) && find_jog_key (keyval) != NULL;
    }
  if (ins_jog_control_is_pressed (self->control))
    {
      ins_jog_control_halt (self->control);
      if (self->armed && (keyval == GDK_KEY_j || keyval == GDK_KEY_J))
        {
          ins_jog_keys_set_armed (self, FALSE);
          return TRUE;
        }
      return self->armed && find_jog_key (keyval) != NULL;
    }

  return handle_press (self, keyval, keycode, state);
}

static void
on_key_released (GtkEventControllerKey *controller,
                 guint keyval,
                 guint keycode,
                 GdkModifierType state,
                 InsJogKeys *self)
{
  g_hash_table_remove (self->down, GUINT_TO_POINTER (keycode));
  if (keycode == self->jog_code)
    {
      self->jog_code = 0;
      ins_jog_control_release (self->control);
    }
  else if (ins_jog_control_is_pressed (self->control))
    ins_jog_control_halt (self->control);
}

static gboolean
on_modifiers (GtkEventControllerKey *controller, GdkModifierType state, InsJogKeys *self)
{
  if (ins_jog_control_is_pressed (self->control))
    ins_jog_control_halt (self->control);

  return FALSE;
}

static void
on_focus_changed (GtkWindow *window, GParamSpec *pspec, InsJogKeys *self)
{
  if (ins_jog_control_is_pressed (self->control))
    ins_jog_control_halt (self->control);
}

static void
on_doubt (InsJogWatch *watch, InsJogKeys *self)
{
  ins_jog_keys_set_armed (self, FALSE);
}

InsJogKeys *
ins_jog_keys_new (InsJogControl *control)
{
  InsJogKeys *self = g_object_new (INS_TYPE_JOG_KEYS, NULL);

  self->control = g_object_ref (control);
  g_signal_connect (self->watch, "doubt", G_CALLBACK (on_doubt), self);

  return self;
}

void
ins_jog_keys_set_root (InsJogKeys *self, GtkRoot *root)
{
  if (self->root == root)
    return;
  ins_jog_keys_set_armed (self, FALSE);
  if (self->root != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->root, self);
      gtk_widget_remove_controller (GTK_WIDGET (self->root), self->controller);
    }
  self->root = root;
  self->controller = NULL;
  ins_jog_watch_set_root (self->watch, root);
  if (root == NULL)
    return;
  self->controller = gtk_event_controller_key_new ();
  gtk_event_controller_set_name (self->controller, "jog-keys");
  gtk_event_controller_set_propagation_phase (self->controller, GTK_PHASE_CAPTURE);
  g_signal_connect (self->controller, "key-pressed", G_CALLBACK (on_key_pressed), self);
  g_signal_connect (self->controller, "key-released", G_CALLBACK (on_key_released), self);
  g_signal_connect (self->controller, "modifiers", G_CALLBACK (on_modifiers), self);
  gtk_widget_add_controller (GTK_WIDGET (root), self->controller);
  if (GTK_IS_WINDOW (root))
    g_signal_connect (root, "notify::focus-widget", G_CALLBACK (on_focus_changed), self);
}

/* Also where nothing changes: whatever runs is stopped, whatever is down is forgotten. */
void
ins_jog_keys_set_armed (InsJogKeys *self, gboolean armed)
{
  if (!armed || !self->armed)
    {
      ins_jog_control_reset (self->control);
      self->jog_code = 0;
    }
  if (!armed && self->root != NULL && GTK_IS_WINDOW (self->root) &&
      !gtk_window_is_active (GTK_WINDOW (self->root)))
    g_hash_table_remove_all (self->down); /* their releases go elsewhere */
  if (self->armed == armed)
    return;
  if (armed && ins_jog_control_get_reason (self->control) != NULL)
    return;
  self->armed = armed;
  restart_timer (self);
  g_signal_emit (self, signals[ARMED_CHANGED], 0);
}

void
ins_jog_keys_stay_armed (InsJogKeys *self)
{
  restart_timer (self);
}

gboolean
ins_jog_keys_get_armed (InsJogKeys *self)
{
  return self->armed;
}

static void
ins_jog_keys_dispose (GObject *object)
{
  InsJogKeys *self = INS_JOG_KEYS (object);

  if (self->control != NULL)
    ins_jog_keys_set_root (self, NULL);
  g_clear_handle_id (&self->armed_source, g_source_remove);
  g_clear_object (&self->control);
  if (self->watch != NULL)
    g_signal_handlers_disconnect_by_data (self->watch, self);
  g_clear_object (&self->watch);

  G_OBJECT_CLASS (ins_jog_keys_parent_class)->dispose (object);
}

static void
ins_jog_keys_finalize (GObject *object)
{
  g_hash_table_unref (INS_JOG_KEYS (object)->down);

  G_OBJECT_CLASS (ins_jog_keys_parent_class)->finalize (object);
}

static void
ins_jog_keys_class_init (InsJogKeysClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ins_jog_keys_dispose;
  G_OBJECT_CLASS (klass)->finalize = ins_jog_keys_finalize;

  signals[ARMED_CHANGED] = g_signal_new ("armed-changed", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[STEP_CHOSEN] = g_signal_new ("step-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                       0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
ins_jog_keys_init (InsJogKeys *self)
{
  self->down = g_hash_table_new (NULL, NULL);
  self->watch = ins_jog_watch_new ();
}
