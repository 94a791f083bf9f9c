/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-position-card.h"
#include "core/ins-number.h"

/* A difference between two reports below this is not a direction. */
#define STILL_MM 0.0005

struct _InsPositionCard
{
  GtkBox parent_instance;

  GtkLabel *title;
  GtkWidget *clear_origin;
  GtkBox *chip;
  GtkImage *chip_icon;
  GtkLabel *chip_label;
  GtkLabel *axis_x, *axis_y, *axis_z;
  GtkLabel *position_x, *position_y, *position_z;
  GtkLabel *unit_x, *unit_y, *unit_z;
  GtkWidget *note_box;
  GtkLabel *note;

  InsStageReport last; /* for the direction of a motion */
  int direction[INS_N_AXES];

  gboolean has_origin;
  InsPosition origin; /* distances are shown from here; the stage knows nothing of it */
};

G_DEFINE_FINAL_TYPE (InsPositionCard, ins_position_card, GTK_TYPE_BOX)

static guint origin_cleared_signal;

typedef struct
{
  const char *style; /* ok, move, warn, bad */
  const char *icon;
  char *text;
} Chip;

static const char axis_letters[] = INS_AXIS_LETTERS;

static gboolean
is_known (const InsSnapshot *snapshot)
{
  return snapshot->stage_link == INS_LINK_READY && snapshot->report.position_known;
}

static void
note_direction (InsPositionCard *self, const InsStageReport *report)
{
  if (report->answered_s == self->last.answered_s)
    return;
  for (int axis = 0; axis < INS_N_AXES; axis++)
    {
      double moved_mm = report->position.mm[axis] - self->last.position.mm[axis];

      self->direction[axis] = moved_mm > STILL_MM ? 1 : moved_mm < -STILL_MM ? -1 : 0;
    }
  self->last = *report;
}

/* "X+", or NULL if it is not one axis alone. */
static char *
describe_direction (const int *direction)
{
  int axis = -1;

  for (int i = 0; i < INS_N_AXES; i++)
    {
      if (direction[i] == 0)
        continue;
      if (axis >= 0)
        return NULL;
      axis = i;
    }
  if (axis < 0)
    return NULL;

  return g_strdup_printf ("%c%s", axis_letters[axis], direction[axis] > 0 ? "+" : "\u2212");
}

static char *
describe_motion (InsPositionCard *self, const InsSnapshot *snapshot)
{
  g_autofree char *way = NULL;

  if (snapshot->scan == INS_SCAN_RUNNING || snapshot->scan == INS_SCAN_PAUSING)
    {
      int sweep[INS_N_AXES];

      for (int axis = 0; axis < INS_N_AXES; axis++)
        {
          double mm = snapshot->line.end.mm[axis] - snapshot->line.start.mm[axis];

          sweep[axis] = mm > STILL_MM ? 1 : mm < -STILL_MM ? -1 : 0;
        }
      way = describe_direction (sweep);
      /* Translators: axis and direction, "Sweeping X+" */
      return way != NULL ? g_strdup_printf (_ ("Sweeping %s"), way) : g_strdup (_ ("Sweeping"));
    }
  way = describe_direction (self->direction);

  /* Translators: axis and direction, "Moving X+" */
  return way != NULL ? g_strdup_printf (_ ("Moving %s"), way) : g_strdup (_ ("Moving"));
}

static Chip
make_chip (const char *style, const char *icon, const char *text)
{
  return (Chip){ style, icon, g_strdup (text) };
}

static Chip
get_chip_ready (InsPositionCard *self, const InsSnapshot *snapshot)
{
  switch (snapshot->report.activity)
    {
    case INS_STAGE_ALARM:
      return make_chip ("bad", "dialog-error-symbolic", _ ("Alarm"));
    case INS_STAGE_HOMING:
      return make_chip ("move", "go-home-symbolic", _ ("Homing"));
    case INS_STAGE_STOPPING:
      return make_chip ("move", "media-playback-stop-symbolic", _ ("Stopping"));
    case INS_STAGE_MOVING:
    case INS_STAGE_JOGGING:
      return (Chip){ "move", "go-next-symbolic", describe_motion (self, snapshot) };
    case INS_STAGE_UNKNOWN:
      return make_chip ("bad", "dialog-error-symbolic", _ ("No answer"));
    case INS_STAGE_IDLE:
      break;
    }
  if (!snapshot->report.homed)
    return make_chip ("warn", "dialog-warning-symbolic", _ ("Not homed"));
  if (!snapshot->report.position_known)
    return make_chip ("warn", "dialog-warning-symbolic", _ ("Position unknown"));
  if (snapshot->scan == INS_SCAN_PAUSED)
    return make_chip ("move", "media-playback-pause-symbolic", _ ("Paused, at rest"));
  if (snapshot->scan == INS_SCAN_RUNNING)
    return (Chip){ "move", "go-next-symbolic", describe_motion (self, snapshot) };

  return make_chip ("ok", "emblem-ok-symbolic", _ ("At rest, homed"));
}

static Chip
get_chip (InsPositionCard *self, const InsSnapshot *snapshot)
{
  switch (snapshot->stage_link)
    {
    case INS_LINK_CLOSED:
      return make_chip ("warn", "network-wired-disconnected-symbolic", _ ("Not connected"));
    case INS_LINK_OPENING:
      return make_chip ("move", "network-wired-disconnected-symbolic", _ ("Connecting"));
    case INS_LINK_LOST:
      return make_chip ("bad", "dialog-error-symbolic", _ ("No answer"));
    case INS_LINK_READY:
      break;
    }

  return get_chip_ready (self, snapshot);
}

static void
update_chip (InsPositionCard *self, const InsSnapshot *snapshot)
{
  Chip chip = get_chip (self, snapshot);
  const char *classes[] = { "chip", chip.style, NULL };

  gtk_widget_set_css_classes (GTK_WIDGET (self->chip), classes);
  gtk_image_set_from_icon_name (self->chip_icon, chip.icon);
  gtk_label_set_text (self->chip_label, chip.text);
  g_free (chip.text);
}

/* Each new text makes GtkLabel its own name again; the text itself stays readable beside it. */
static void
name_axis (GtkLabel *label, int axis, gboolean relative)
{
  static const char *const names[INS_N_AXES][2] = {
    { N_ ("X position"), N_ ("X distance") },
    { N_ ("Y position"), N_ ("Y distance") },
    { N_ ("Z position"), N_ ("Z distance") },
  };

  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (names[axis][relative ? 1 : 0]), -1);
}

static void
update_axes (InsPositionCard *self, const InsSnapshot *snapshot)
{
  GtkLabel *labels[] = { self->position_x, self->position_y, self->position_z };
  GtkLabel *units[] = { self->unit_x, self->unit_y, self->unit_z };
  gboolean known = is_known (snapshot);

  for (int axis = 0; axis < INS_N_AXES; axis++)
    {
      double mm = snapshot->report.position.mm[axis] -
                  (self->has_origin ? self->origin.mm[axis] : 0.0);

      if (known && isfinite (mm))
        {
          g_autofree char *text = ins_number_format_typed (mm, 3);

          gtk_label_set_text (labels[axis], text);
          gtk_widget_remove_css_class (GTK_WIDGET (labels[axis]), "unknown");
        }
      else
        {
          gtk_label_set_text (labels[axis], _ ("unknown"));
          gtk_widget_add_css_class (GTK_WIDGET (labels[axis]), "unknown");
        }
      gtk_widget_set_visible (GTK_WIDGET (units[axis]), known && isfinite (mm));
      name_axis (labels[axis], axis, self->has_origin);
    }
}

/* FALSE where there has been no report. */
static gboolean
format_axes (const InsSnapshot *snapshot, char *texts[INS_N_AXES])
{
  const double *mm = snapshot->report.position.mm;

  if (!isfinite (mm[0]) || !isfinite (mm[1]) || !isfinite (mm[2]))
    return FALSE;
  for (int axis = 0; axis < INS_N_AXES; axis++)
    texts[axis] = ins_number_format_typed (mm[axis], 3);

  return TRUE;
}

static char *
describe_place (const InsSnapshot *snapshot, const char *time)
{
  char *mm[INS_N_AXES];
  char *text;

  if (!format_axes (snapshot, mm))
    return NULL;
  /* Translators: a time of day and three positions in mm */
  text = time != NULL ? g_strdup_printf (_ ("Last report at %s\nX %s   Y %s   Z %s"), time, mm[0],
                                         mm[1], mm[2])
                      /* Translators: three positions in mm */
                      : g_strdup_printf (_ ("Stage: X %s   Y %s   Z %s"), mm[0], mm[1], mm[2]);
  for (int axis = 0; axis < INS_N_AXES; axis++)
    g_free (mm[axis]);

  return text;
}

/* The last report with its time; NULL if there has been none. */
static char *
describe_last_report (const InsSnapshot *snapshot)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autofree char *time = NULL;

  if (snapshot->report_unix_us == 0)
    return NULL;
  utc = g_date_time_new_from_unix_utc (snapshot->report_unix_us / G_USEC_PER_SEC);
  local = g_date_time_to_local (utc);
  time = g_date_time_format (local, "%H:%M:%S");

  return describe_place (snapshot, time);
}

static void
update_note (InsPositionCard *self, const InsSnapshot *snapshot)
{
  g_autofree char *report = !is_known (snapshot) ? describe_last_report (snapshot)
                            : self->has_origin   ? describe_place (snapshot, NULL)
                                                 : NULL;
  GString *text = g_string_new (NULL);

  /* Why there is no answer is said by the banner. */
  if (snapshot->stage_link == INS_LINK_READY && snapshot->report.activity == INS_STAGE_ALARM &&
      snapshot->report.message[0] != '\0')
    g_string_append (text, snapshot->report.message);
  if (report != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", report);

  gtk_label_set_text (self->note, text->str);
  gtk_widget_set_visible (self->note_box, text->len > 0);
  g_string_free (text, TRUE);
}

static void
on_clear_origin (GtkButton *button, InsPositionCard *self)
{
  g_signal_emit (self, origin_cleared_signal, 0);
}

GtkWidget *
ins_position_card_new (void)
{
  return g_object_new (INS_TYPE_POSITION_CARD, NULL);
}

void
ins_position_card_update (InsPositionCard *self, const InsSnapshot *snapshot)
{
  note_direction (self, &snapshot->report);
  update_chip (self, snapshot);
  update_axes (self, snapshot);
  update_note (self, snapshot);
}

void
ins_position_card_set_origin (InsPositionCard *self, const InsPosition *origin, const char *name)
{
  GtkLabel *axes[] = { self->axis_x, self->axis_y, self->axis_z };
  g_autofree char *title = NULL;

  self->has_origin = origin != NULL;
  if (origin != NULL)
    self->origin = *origin;
  /* Translators: name of a place that distances are counted from */
  title = origin != NULL ? g_strdup_printf (_ ("From “%s”"), name) : g_strdup (_ ("Position"));
  gtk_label_set_text (self->title, title);
  gtk_widget_set_visible (self->clear_origin, origin != NULL);
  for (int axis = 0; axis < INS_N_AXES; axis++)
    {
      g_autofree char *text = g_strdup_printf ("%s%c", origin != NULL ? "\u0394" : "",
                                               axis_letters[axis]);

      gtk_label_set_text (axes[axis], text);
    }
}

static void
ins_position_card_class_init (InsPositionCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  origin_cleared_signal = g_signal_new ("origin-cleared", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-position-card.ui");
  gtk_widget_class_bind_template_child (widget_class, InsPositionCard, title);
  gtk_widget_class_bind_template_child (widget_class, InsPositionCard, clear_origin);
  gtk_widget_class_bind_template_child (widget_class, InsPositionCard, axis_x);
  gtk_widget_class_bind_template_child (widget_class, InsPositionCard, axis_y);
  gtk_widget_class_bind_template_child (widget_class, InsPositionCard, axis_z);
  gtk_widget_class_bind_template_callback (widget_class, on_clear_origin);
  gtk_widget_class_bind_template_child (widget_class, InsPositionCard, chip);
  gtk_widget_class_bind_template_child (widget_class, InsPositionCard, chip_icon);
  gtk_widget_class_bind_template_child (widget_class, InsPositionCard, chip_label);
  gtk_widget_class_bind_template_child (widget_class, InsPositionCard, position_x);
  gtk_widget_class_bind_template_child (widget_class, InsPositionCard, position_y);
  gtk_widget_class_bind_template_child (widget_class, InsPositionCard, position_z);
  gtk_widget_class_bind_template_child (widget_class, InsPositionCard, unit_x);
  gtk_widget_class_bind_template_child (widget_class, InsPositionCard, unit_y);
  gtk_widget_class_bind_template_child (widget_class, InsPositionCard, unit_z);
  gtk_widget_class_bind_template_child (widget_class, InsPositionCard, note_box);
  gtk_widget_class_bind_template_child (widget_class, InsPositionCard, note);
}

static void
ins_position_card_init (InsPositionCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
