/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/ins-gate-set.h"

#define NEW_THRESHOLD_PERCENT 30.0

void
ins_gate_set_take (InsGateSet *self, const InsRecipe *recipe)
{
  memset (self, 0, sizeof *self);
  self->n_gates = recipe->n_gates;
  memcpy (self->gates, recipe->gates, recipe->n_gates * sizeof *recipe->gates);
  self->band_pass_low_hz = recipe->band_pass_low_hz;
  self->band_pass_high_hz = recipe->band_pass_high_hz;
  self->curve_kind = recipe->curve_kind;
  self->n_curve_points = recipe->n_curve_points;
  memcpy (self->curve, recipe->curve, recipe->n_curve_points * sizeof *recipe->curve);
  self->n_planes = recipe->n_planes;
  memcpy (self->planes, recipe->planes, recipe->n_planes * sizeof *recipe->planes);
  self->n_alarms = recipe->n_alarms;
  memcpy (self->alarms, recipe->alarms, recipe->n_alarms * sizeof *recipe->alarms);
}

void
ins_gate_set_give (const InsGateSet *self, InsRecipe *recipe)
{
  recipe->n_gates = self->n_gates;
  memcpy (recipe->gates, self->gates, self->n_gates * sizeof *self->gates);
  recipe->band_pass_low_hz = self->band_pass_low_hz;
  recipe->band_pass_high_hz = self->band_pass_high_hz;
  recipe->curve_kind = self->curve_kind;
  recipe->n_curve_points = self->n_curve_points;
  memcpy (recipe->curve, self->curve, self->n_curve_points * sizeof *self->curve);
  recipe->n_planes = self->n_planes;
  memcpy (recipe->planes, self->planes, self->n_planes * sizeof *self->planes);
  recipe->n_alarms = self->n_alarms;
  memcpy (recipe->alarms, self->alarms, self->n_alarms * sizeof *self->alarms);
}

static gboolean
is_same_gate (const InsGate *one, const InsGate *other)
{
  return g_str_equal (one->name, other->name) && one->anchor == other->anchor &&
         (one->anchor == INS_ANCHOR_PULSE || one->anchor_gate == other->anchor_gate) &&
         one->start_s == other->start_s && one->length_s == other->length_s &&
         one->threshold_percent == other->threshold_percent && one->polarity == other->polarity &&
         one->amplitude == other->amplitude && one->tof == other->tof &&
         one->detection == other->detection;
}

static gboolean
is_same_signal (const InsGateSet *one, const InsGateSet *other)
{
  if (one->band_pass_low_hz != other->band_pass_low_hz ||
      one->band_pass_high_hz != other->band_pass_high_hz ||
      one->n_curve_points != other->n_curve_points ||
      (one->n_curve_points > 0 && one->curve_kind != other->curve_kind))
    return FALSE;

  return memcmp (one->curve, other->curve, one->n_curve_points * sizeof *one->curve) == 0;
}

gboolean
ins_gate_set_equal (const InsGateSet *self, const InsGateSet *other)
{
  if (self->n_gates != other->n_gates || !is_same_signal (self, other) ||
      self->n_planes != other->n_planes || self->n_alarms != other->n_alarms)
    return FALSE;
  for (guint i = 0; i < self->n_gates; i++)
    if (!is_same_gate (&self->gates[i], &other->gates[i]))
      return FALSE;

  /* both were copied from recipes, padding and all */
  return memcmp (self->planes, other->planes, self->n_planes * sizeof *self->planes) == 0 &&
         memcmp (self->alarms, other->alarms, self->n_alarms * sizeof *self->alarms) == 0;
}

guint
ins_gate_set_get_depth (const InsGateSet *self, guint index)
{
  guint depth = 0;

  while (self->gates[index].anchor != INS_ANCHOR_PULSE)
    {
      index = self->gates[index].anchor_gate;
      depth++;
    }

  return depth;
}

gboolean
ins_gate_set_follows (const InsGateSet *self, guint index, guint other)
{
  while (index != other && self->gates[index].anchor != INS_ANCHOR_PULSE)
    index = self->gates[index].anchor_gate;

  return index == other;
}

/* ---- names -------------------------------------------------------------------------------- */

/* The name is a group of the recipe file and may be an anchor there. */
InsGateRefusal
ins_gate_set_check_name (const InsGateSet *self, guint index, const char *name)
{
  if (*name == '\0')
    return g_strdup (_ ("Give the gate a name."));
  if (strlen (name) >= INS_GATE_NAME_SIZE)
    return g_strdup (_ ("This name is too long."));
  if (strpbrk (name, "[]./\\\n") != NULL || g_ascii_isspace (name[0]) ||
      g_ascii_isspace (name[strlen (name) - 1]))
    return g_strdup (_ ("A name has no brackets, points or slashes, and no blank at its ends."));
  if (g_ascii_strcasecmp (name, "pulse") == 0)
    return g_strdup (_ ("“Pulse” is what gates count from. Choose another name."));
  for (guint i = 0; i < self->n_gates; i++)
    if (i != index && g_str_equal (self->gates[i].name, name))
      return g_strdup (_ ("Another gate has this name."));

  return NULL;
}

void
ins_gate_set_choose_name (const InsGateSet *self, char name[INS_GATE_NAME_SIZE])
{
  static const char *const usual[] = { "I", "F", "B", "A", "C", "D", "E" };

  for (guint n = 0; n < INS_MAX_GATES + G_N_ELEMENTS (usual); n++)
    {
      gboolean taken = FALSE;

      if (n < G_N_ELEMENTS (usual))
        g_strlcpy (name, usual[n], INS_GATE_NAME_SIZE);
      else
        g_snprintf (name, INS_GATE_NAME_SIZE, "%u", n);
      for (guint i = 0; i < self->n_gates; i++)
        taken = taken || g_str_equal (self->gates[i].name, name);
      if (!taken)
        return;
    }
}

/* ---- order -------------------------------------------------------------------------------- */

/* @order: where each gate was; anchors keep pointing to the same gates. */
static void
put_in_order (InsGateSet *self, const guint *order)
{
  const InsGateSet before = *self;
  guint place[INS_MAX_GATES] = { 0 };

  for (guint i = 0; i < self->n_gates; i++)
    place[order[i]] = i;
  for (guint i = 0; i < self->n_gates; i++)
    {
      self->gates[i] = before.gates[order[i]];
      if (self->gates[i].anchor != INS_ANCHOR_PULSE)
        self->gates[i].anchor_gate = place[self->gates[i].anchor_gate];
    }
  for (guint i = 0; i < self->n_planes; i++)
    {
      self->planes[i].gate = place[self->planes[i].gate];
      if (self->planes[i].from_gate >= 0)
        self->planes[i].from_gate = (int)place[self->planes[i].from_gate];
    }
  for (guint i = 0; i < self->n_alarms; i++)
    if (self->alarms[i].quantity != INS_ALARM_DERIVED)
      self->alarms[i].gate = place[self->alarms[i].gate];
}

static void
move_to (InsGateSet *self, guint from, guint to)
{
  guint order[INS_MAX_GATES];

  for (guint i = 0; i < self->n_gates; i++)
    order[i] = i;
  if (from < to)
    memmove (&order[from], &order[from + 1], (to - from) * sizeof *order);
  else
    memmove (&order[to + 1], &order[to], (from - to) * sizeof *order);
  order[to] = from;
  put_in_order (self, order);
}

InsGateRefusal
ins_gate_set_move (InsGateSet *self, guint index, int direction, guint *moved)
{
  const guint to = index + (guint)direction;
  const InsGate *gate = &self->gates[index];

  *moved = index;
  if (to >= self->n_gates)
    return g_strdup (direction < 0 ? _ ("This gate is the first one.")
                                   : _ ("This gate is the last one."));
  if (direction < 0 && gate->anchor != INS_ANCHOR_PULSE && gate->anchor_gate == to)
    return g_strdup_printf (_ ("%s counts from %s, which has to come first."), gate->name,
                            self->gates[to].name);
  if (direction > 0 && self->gates[to].anchor != INS_ANCHOR_PULSE &&
      self->gates[to].anchor_gate == index)
    return g_strdup_printf (_ ("%s counts from %s, which has to come first."), self->gates[to].name,
                            gate->name);
  move_to (self, index, to);
  *moved = to;

  return NULL;
}

/* What @gate counts from stands in front of it, and so on. */
static void
append_with_anchors (const InsGateSet *self,
                     guint gate,
                     gboolean *is_placed,
                     guint *order,
                     guint *n_placed)
{
  if (is_placed[gate])
    return;
  if (self->gates[gate].anchor != INS_ANCHOR_PULSE)
    append_with_anchors (self, self->gates[gate].anchor_gate, is_placed, order, n_placed);
  is_placed[gate] = TRUE;
  order[(*n_placed)++] = gate;
}

InsGateRefusal
ins_gate_set_anchor (InsGateSet *self,
                     guint index,
                     InsAnchor anchor,
                     guint anchor_gate,
                     guint *moved)
{
  gboolean is_placed[INS_MAX_GATES] = { FALSE };
  guint order[INS_MAX_GATES], n_placed = 0;

  *moved = index;
  if (anchor != INS_ANCHOR_PULSE && anchor_gate == index)
    return g_strdup_printf (_ ("%s cannot count from itself."), self->gates[index].name);
  if (anchor != INS_ANCHOR_PULSE && ins_gate_set_follows (self, anchor_gate, index))
    return g_strdup_printf (_ ("%s counts from %s already. Let %s count from something else first, "
                               "or they would wait for each other."),
                            self->gates[anchor_gate].name, self->gates[index].name,
                            self->gates[anchor_gate].name);

  self->gates[index].anchor = anchor;
  self->gates[index].anchor_gate = anchor == INS_ANCHOR_PULSE ? 0 : anchor_gate;
  for (guint i = 0; i < self->n_gates; i++)
    append_with_anchors (self, i, is_placed, order, &n_placed);
  for (guint i = 0; i < n_placed; i++)
    if (order[i] == index)
      *moved = i;
  put_in_order (self, order);

  return NULL;
}

/* ---- more and fewer ----------------------------------------------------------------------- */

static InsGateRefusal
check_room (const InsGateSet *self)
{
  if (self->n_gates < INS_MAX_GATES)
    return NULL;

  return g_strdup_printf (_ ("There are %d gates, as many as there can be."), INS_MAX_GATES);
}

InsGateRefusal
ins_gate_set_add (InsGateSet *self, const InsTiming *timing)
{
  const double record_s = timing->n_samples / timing->sample_rate_hz;
  InsGate gate = { .anchor = INS_ANCHOR_PULSE,
                   .start_s = timing->delay_s + record_s / 4.0,
                   .length_s = record_s / 4.0,
                   .threshold_percent = NEW_THRESHOLD_PERCENT };
  InsGateRefusal refusal = check_room (self);

  if (refusal != NULL)
    return refusal;
  ins_gate_set_choose_name (self, gate.name);
  self->gates[self->n_gates++] = gate;

  return NULL;
}

InsGateRefusal
ins_gate_set_duplicate (InsGateSet *self, guint index, guint *copy)
{
  InsGateRefusal refusal = check_room (self);
  guint end = index + 1;

  *copy = index;
  if (refusal != NULL)
    return refusal;
  while (end < self->n_gates && ins_gate_set_follows (self, end, index))
    end++;
  self->gates[self->n_gates] = self->gates[index];
  ins_gate_set_choose_name (self, self->gates[self->n_gates].name);
  self->n_gates++;
  move_to (self, self->n_gates - 1, end);
  *copy = end;

  return NULL;
}

InsGateRefusal
ins_gate_set_remove (InsGateSet *self, guint index)
{
  if (self->n_gates <= 1)
    return g_strdup (_ ("A scan needs one gate at least."));
  for (guint i = 0; i < self->n_gates; i++)
    if (self->gates[i].anchor != INS_ANCHOR_PULSE && self->gates[i].anchor_gate == index)
      return g_strdup_printf (_ ("%s counts from this gate. Change that first."),
                              self->gates[i].name);
  for (guint i = 0; i < self->n_planes; i++)
    if (self->planes[i].gate == index || self->planes[i].from_gate == (int)index)
      return g_strdup_printf (_ ("The plane %s is made of this gate. Change that first."),
                              self->planes[i].name);
  for (guint i = 0; i < self->n_alarms; i++)
    if (self->alarms[i].quantity != INS_ALARM_DERIVED && self->alarms[i].gate == index)
      return g_strdup_printf (_ ("The alarm %s looks at this gate. Change that first."),
                              self->alarms[i].name);
  move_to (self, index, self->n_gates - 1);
  self->n_gates--;

  return NULL;
}
