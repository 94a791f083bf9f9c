/* The tree of gates, taking hold of one, and the way back: numbers only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "app/ins-gate-drag.h"
#include "app/ins-gate-history.h"
#include "app/ins-gate-proposal.h"

#define TIMING                                                                                     \
  (InsTiming) { .sample_rate_hz = 20e6, .delay_s = 20e-6, .n_samples = 400 }

static void
append (InsGateSet *set, const char *name, InsAnchor anchor, guint anchor_gate, double start_s)
{
  InsGate *gate = &set->gates[set->n_gates++];

  *gate = (InsGate){ .anchor = anchor,
                     .anchor_gate = anchor_gate,
                     .start_s = start_s,
                     .length_s = 2e-6,
                     .threshold_percent = 40 };
  g_strlcpy (gate->name, name, sizeof gate->name);
}

/* I; F and G follow I; B follows F. */
static void
make_set (InsGateSet *set)
{
  *set = (InsGateSet){ 0 };
  append (set, "I", INS_ANCHOR_PULSE, 0, 26e-6);
  append (set, "F", INS_ANCHOR_CROSSING, 0, 0.5e-6);
  append (set, "B", INS_ANCHOR_PEAK, 1, 1e-6);
  append (set, "G", INS_ANCHOR_CROSSING, 0, 3e-6);
}

static void
assert_order (const InsGateSet *set, const char *names)
{
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < set->n_gates; i++)
    {
      g_string_append (found, set->gates[i].name);
      if (set->gates[i].anchor != INS_ANCHOR_PULSE)
        g_assert_cmpuint (set->gates[i].anchor_gate, <, i);
    }
  g_assert_cmpstr (found->str, ==, names);
}

static const char *
get_anchor_name (const InsGateSet *set, const char *name)
{
  for (guint i = 0; i < set->n_gates; i++)
    if (g_str_equal (set->gates[i].name, name))
      return set->gates[i].anchor == INS_ANCHOR_PULSE ? "pulse"
                                                      : set->gates[set->gates[i].anchor_gate].name;
  g_assert_not_reached ();
}

static void
assert_done (InsGateRefusal refusal)
{
  g_assert_null (refusal);
}

static void
assert_refused (InsGateRefusal refusal)
{
  g_assert_nonnull (refusal);
  g_assert_cmpuint (strlen (refusal), >, 10);
  g_free (refusal);
}

/* ---- the tree ---------------------------------------------------------------------------- */

static void
test_circles_are_refused (void)
{
  InsGateSet set, before;
  guint moved;

  make_set (&set);
  before = set;
  assert_refused (ins_gate_set_anchor (&set, 0, INS_ANCHOR_CROSSING, 0, &moved));
  assert_refused (ins_gate_set_anchor (&set, 0, INS_ANCHOR_CROSSING, 1, &moved));
  assert_refused (ins_gate_set_anchor (&set, 0, INS_ANCHOR_PEAK, 2, &moved));
  assert_refused (ins_gate_set_anchor (&set, 1, INS_ANCHOR_PEAK, 2, &moved));
  g_assert_true (ins_gate_set_equal (&set, &before));
  g_assert_cmpuint (ins_gate_set_get_depth (&set, 0), ==, 0);
  g_assert_cmpuint (ins_gate_set_get_depth (&set, 2), ==, 2);
}

/* A gate may be anchored at one that stands behind it: the order follows. */
static void
test_anchors_may_stand_behind (void)
{
  InsGateSet set;
  guint moved;

  make_set (&set);
  assert_done (ins_gate_set_anchor (&set, 1, INS_ANCHOR_PEAK, 3, &moved));
  assert_order (&set, "IGFB");
  g_assert_cmpuint (moved, ==, 2);
  g_assert_cmpstr (get_anchor_name (&set, "F"), ==, "G");
  g_assert_cmpstr (get_anchor_name (&set, "B"), ==, "F");
  g_assert_cmpstr (get_anchor_name (&set, "G"), ==, "I");
  assert_done (ins_gate_set_anchor (&set, 2, INS_ANCHOR_PULSE, 0, &moved));
  g_assert_cmpstr (get_anchor_name (&set, "F"), ==, "pulse");
}

static void
test_gates_move (void)
{
  InsGateSet set;
  guint moved;

  make_set (&set);
  assert_refused (ins_gate_set_move (&set, 0, -1, &moved));
  assert_refused (ins_gate_set_move (&set, 3, 1, &moved));
  assert_refused (ins_gate_set_move (&set, 1, -1, &moved));
  assert_refused (ins_gate_set_move (&set, 0, 1, &moved));
  assert_refused (ins_gate_set_move (&set, 1, 1, &moved));
  assert_order (&set, "IFBG");
  assert_done (ins_gate_set_move (&set, 3, -1, &moved));
  g_assert_cmpuint (moved, ==, 2);
  assert_order (&set, "IFGB");
  assert_done (ins_gate_set_move (&set, 2, -1, &moved));
  assert_order (&set, "IGFB");
  g_assert_cmpstr (get_anchor_name (&set, "F"), ==, "I");
  g_assert_cmpstr (get_anchor_name (&set, "B"), ==, "F");
}

static void
test_gates_come_and_go (void)
{
  const InsTiming timing = TIMING;
  InsGateSet set;
  guint copy;

  make_set (&set);
  assert_refused (ins_gate_set_remove (&set, 0));
  assert_refused (ins_gate_set_remove (&set, 1));
  assert_done (ins_gate_set_duplicate (&set, 1, &copy));
  g_assert_cmpuint (copy, ==, 3);
  assert_order (&set, "IFBAG");
  g_assert_cmpstr (get_anchor_name (&set, "A"), ==, "I");
  g_assert_cmpfloat (set.gates[3].start_s, ==, 0.5e-6);
  assert_done (ins_gate_set_remove (&set, 2));
  assert_done (ins_gate_set_remove (&set, 1));
  assert_order (&set, "IAG");
  assert_done (ins_gate_set_remove (&set, 1));
  assert_done (ins_gate_set_remove (&set, 1));
  assert_refused (ins_gate_set_remove (&set, 0));
  while (set.n_gates < INS_MAX_GATES)
    assert_done (ins_gate_set_add (&set, &timing));
  assert_refused (ins_gate_set_add (&set, &timing));
  assert_refused (ins_gate_set_duplicate (&set, 3, &copy));
  for (guint i = 0; i < set.n_gates; i++)
    assert_done (ins_gate_set_check_name (&set, i, set.gates[i].name));
  assert_refused (ins_gate_set_check_name (&set, 1, set.gates[0].name));
  assert_refused (ins_gate_set_check_name (&set, 1, "Pulse"));
  assert_refused (ins_gate_set_check_name (&set, 1, "a.b"));
  assert_refused (ins_gate_set_check_name (&set, 1, ""));
}

/* Planes and alarms name the same gates wherever these go, and keep them from being removed. */
static void
test_planes_follow_their_gates (void)
{
  InsGateSet set;
  guint moved;

  make_set (&set);
  set.n_planes = 1;
  set.planes[0] = (InsDerived){
    .name = "wall", .kind = INS_DERIVED_THICKNESS, .gate = 2, .from_gate = 3
  };
  set.n_alarms = 2;
  set.alarms[0] = (InsAlarm){ .name = "high", .quantity = INS_ALARM_AMPLITUDE, .gate = 3 };
  set.alarms[1] = (InsAlarm){ .name = "thin", .quantity = INS_ALARM_DERIVED, .gate = 0 };
  assert_done (ins_gate_set_anchor (&set, 1, INS_ANCHOR_PEAK, 3, &moved));
  assert_order (&set, "IGFB");
  g_assert_cmpuint (set.planes[0].gate, ==, 3);
  g_assert_cmpint (set.planes[0].from_gate, ==, 1);
  g_assert_cmpuint (set.alarms[0].gate, ==, 1);
  g_assert_cmpuint (set.alarms[1].gate, ==, 0);
  assert_done (ins_gate_set_anchor (&set, 2, INS_ANCHOR_PULSE, 0, &moved));
  assert_refused (ins_gate_set_remove (&set, 3));
  set.n_planes = 0;
  assert_done (ins_gate_set_remove (&set, 3));
  assert_refused (ins_gate_set_remove (&set, 1));
  set.n_alarms = 0;
  assert_done (ins_gate_set_remove (&set, 1));
}

/* Whatever is done in whatever order, anchors point to earlier gates. */
static void
test_trees_stay_trees (void)
{
  const InsTiming timing = TIMING;
  g_autoptr (GRand) rand = g_rand_new_with_seed (20260101);
  InsGateSet set;
  guint n_done = 0;

  make_set (&set);
  for (guint step = 0; step < 5000; step++)
    {
      const InsGateSet before = set;
      guint gate = (guint)g_rand_int_range (rand, 0, (int)set.n_gates), where;
      guint other = (guint)g_rand_int_range (rand, 0, (int)set.n_gates);
      InsGateRefusal refusal = NULL;

      switch (g_rand_int_range (rand, 0, 6))
        {
        case 0:
          refusal = ins_gate_set_add (&set, &timing);
          break;
        case 1:
          refusal = ins_gate_set_remove (&set, gate);
          break;
        case 2:
          refusal = ins_gate_set_duplicate (&set, gate, &where);
          break;
        case 3:
          refusal = ins_gate_set_move (&set, gate, g_rand_boolean (rand) ? 1 : -1, &where);
          break;
        default:
          refusal = ins_gate_set_anchor (&set, gate, (InsAnchor)g_rand_int_range (rand, 0, 3),
                                         other, &where);
          break;
        }
      if (refusal != NULL)
        g_assert_true (ins_gate_set_equal (&set, &before));
      else
        n_done++;
      g_free (refusal);
      g_assert_cmpuint (set.n_gates, >=, 1);
      for (guint i = 0; i < set.n_gates; i++)
        g_assert_true (set.gates[i].anchor == INS_ANCHOR_PULSE || set.gates[i].anchor_gate < i);
    }
  g_assert_cmpuint (n_done, >, 1000);
}

/* ---- taking hold ------------------------------------------------------------------------- */

static void
test_parts_are_found (void)
{
  const InsGateShape shapes[] = {
    { .left = 100,
      .right = 200,
      .y = 80,
      .knob_x = 150,
      .tile_x = 99,
      .tile_y = 8,
      .tile_size = 18 },
    { .left = 204,
      .right = 300,
      .y = 81,
      .knob_x = 252,
      .tile_x = 203,
      .tile_y = 8,
      .tile_size = 18 },
    { .left = 400,
      .right = 406,
      .y = 60,
      .knob_x = 403,
      .tile_x = 399,
      .tile_y = 8,
      .tile_size = 18 },
  };
  static const struct
  {
    double x, y;
    int selected;
    InsGatePart part;
    guint gate;
  } table[] = {
    { 100, 80, -1, INS_GATE_PART_START, 0 },     { 95, 84, -1, INS_GATE_PART_START, 0 },
    { 150, 83, -1, INS_GATE_PART_THRESHOLD, 0 }, { 130, 82, -1, INS_GATE_PART_WHOLE, 0 },
    { 110, 15, -1, INS_GATE_PART_WHOLE, 0 },     { 150, 60, -1, INS_GATE_PART_NONE, 0 },
    { 202, 80, 0, INS_GATE_PART_END, 0 },        { 202, 80, 1, INS_GATE_PART_START, 1 },
    { 300, 81, -1, INS_GATE_PART_END, 1 },       { 330, 81, -1, INS_GATE_PART_NONE, 0 },
    { 396, 60, -1, INS_GATE_PART_START, 2 },     { 411, 60, -1, INS_GATE_PART_END, 2 },
    { 403, 60, -1, INS_GATE_PART_THRESHOLD, 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      guint gate = 99;
      InsGatePart part = ins_gate_shapes_find (shapes, G_N_ELEMENTS (shapes), table[i].selected,
                                               table[i].x, table[i].y, 1, &gate);

      g_test_message ("%g %g", table[i].x, table[i].y);
      g_assert_cmpint (part, ==, table[i].part);
      if (part != INS_GATE_PART_NONE)
        g_assert_cmpuint (gate, ==, table[i].gate);
    }
}

static void
test_drags_change_what_is_held (void)
{
  const InsTiming timing = TIMING;
  InsGate gate = { .start_s = 26e-6, .length_s = 2e-6, .threshold_percent = 40 };

  ins_gate_drag (&gate, INS_GATE_PART_START, -0.512345e-6, 7, 0, &timing);
  g_assert_cmpfloat (gate.start_s, ==, 25.49e-6); /* as one would type it */
  g_assert_cmpfloat_with_epsilon (gate.start_s + gate.length_s, 28e-6, 1e-15);
  ins_gate_drag (&gate, INS_GATE_PART_END, 1e-6, 7, 0, &timing);
  g_assert_cmpfloat_with_epsilon (gate.length_s, 3.51e-6, 1e-15);
  g_assert_cmpfloat (gate.threshold_percent, ==, 40);
  ins_gate_drag (&gate, INS_GATE_PART_WHOLE, 1e-6, 7, 0, &timing);
  g_assert_cmpfloat_with_epsilon (gate.start_s, 26.49e-6, 1e-15);
  g_assert_cmpfloat_with_epsilon (gate.length_s, 3.51e-6, 1e-15);
  ins_gate_drag (&gate, INS_GATE_PART_THRESHOLD, 1e-6, 7.3, 0, &timing);
  g_assert_cmpfloat (gate.threshold_percent, ==, 47);
  gate.polarity = INS_POLARITY_NEGATIVE; /* its bar lies below the zero line */
  ins_gate_drag (&gate, INS_GATE_PART_THRESHOLD, 0, 7, 0, &timing);
  g_assert_cmpfloat (gate.threshold_percent, ==, 40);
}

/* However far: a gate stays as long as a sample, and can be reached again. */
static void
test_drags_have_ends (void)
{
  const InsTiming timing = TIMING;
  static const double far_s[] = { -1, -50e-6, -2.1e-6, 2.1e-6, 50e-6, 1 };
  static const double anchors_s[] = { 0, 27e-6 };

  for (guint i = 0; i < G_N_ELEMENTS (far_s); i++)
    for (int part = INS_GATE_PART_START; part <= INS_GATE_PART_WHOLE; part++)
      for (guint k = 0; k < G_N_ELEMENTS (anchors_s); k++)
        {
          InsGate gate = { .start_s = 26e-6 - anchors_s[k],
                           .length_s = 2e-6,
                           .threshold_percent = 40 };

          ins_gate_drag (&gate, (InsGatePart)part, far_s[i], 1e9 * far_s[i], anchors_s[k], &timing);
          g_assert_cmpfloat (gate.length_s, >=, 0.99 / timing.sample_rate_hz);
          g_assert_cmpfloat (gate.threshold_percent, >=, 0);
          g_assert_cmpfloat (gate.threshold_percent, <=, 100);
          g_assert_cmpfloat (anchors_s[k] + gate.start_s + gate.length_s, >, timing.delay_s);
          g_assert_cmpfloat (anchors_s[k] + gate.start_s, <, timing.delay_s + 400 / 20e6);
        }
}

/* ---- the way back ------------------------------------------------------------------------ */

static void
push (InsGateHistory *history, double threshold, guint gesture)
{
  InsGateSet set;

  make_set (&set);
  set.gates[0].threshold_percent = threshold;
  ins_gate_history_push (history, &set, gesture);
}

static double
get_threshold (const InsGateSet *set)
{
  g_assert_nonnull (set);

  return set->gates[0].threshold_percent;
}

static void
test_a_drag_is_one_step (void)
{
  g_autoptr (InsGateHistory) history = ins_gate_history_new ();

  push (history, 40, 0);
  g_assert_false (ins_gate_history_can_undo (history));
  for (int i = 1; i <= 20; i++)
    push (history, 40 + i, 7);
  push (history, 60, 7); /* nothing new */
  push (history, 70, 8);
  g_assert_cmpfloat (get_threshold (ins_gate_history_undo (history)), ==, 60);
  g_assert_cmpfloat (get_threshold (ins_gate_history_undo (history)), ==, 40);
  g_assert_null (ins_gate_history_undo (history));
  g_assert_cmpfloat (get_threshold (ins_gate_history_redo (history)), ==, 60);
  g_assert_cmpfloat (get_threshold (ins_gate_history_redo (history)), ==, 70);
  g_assert_null (ins_gate_history_redo (history));
  ins_gate_history_undo (history);
  push (history, 10, 8); /* another step, though the number is that of the step that was undone */
  g_assert_false (ins_gate_history_can_redo (history));
  g_assert_cmpfloat (get_threshold (ins_gate_history_undo (history)), ==, 60);
}

/* A drag there and back leaves nothing to undo; its rest is a step again. */
static void
test_there_and_back_is_nothing (void)
{
  g_autoptr (InsGateHistory) history = ins_gate_history_new ();

  push (history, 40, 0);
  push (history, 50, 3);
  push (history, 40, 3);
  g_assert_false (ins_gate_history_can_undo (history));
  push (history, 30, 3);
  push (history, 20, 3);
  g_assert_cmpfloat (get_threshold (ins_gate_history_undo (history)), ==, 40);
  g_assert_false (ins_gate_history_can_undo (history));
}

static void
test_old_steps_are_forgotten (void)
{
  g_autoptr (InsGateHistory) history = ins_gate_history_new ();
  guint n = 0;

  for (int i = 0; i < 300; i++)
    push (history, i, 0);
  while (ins_gate_history_undo (history) != NULL)
    n++;
  g_assert_cmpuint (n, ==, 100);
  g_assert_cmpfloat (get_threshold (ins_gate_history_get_present (history)), ==, 199);
}

/* What was found goes into the gates of those names, wherever they were and whatever they followed;
 * how they measure, and other gates, stay. */
static void
test_proposals (void)
{
  InsGate found[3] = { { .name = "I", .start_s = 25e-6, .length_s = 2e-6, .threshold_percent = 30 },
                       { .name = "F",
                         .anchor = INS_ANCHOR_CROSSING,
                         .start_s = 0.5e-6,
                         .length_s = 1e-6,
                         .threshold_percent = 5 },
                       { .name = "B",
                         .anchor = INS_ANCHOR_CROSSING,
                         .start_s = 1.5e-6,
                         .length_s = 0.5e-6,
                         .threshold_percent = 20 } };
  InsGateSet set = { 0 };
  g_autofree char *refusal = NULL;

  /* only one other gate: three come */
  append (&set, "A", INS_ANCHOR_PULSE, 0, 21e-6);
  g_assert_null (ins_gate_set_propose (&set, found, 3, &TIMING));
  assert_order (&set, "AIFB");
  g_assert_cmpfloat (set.gates[1].start_s, ==, 25e-6);
  g_assert_cmpuint (set.gates[3].anchor_gate, ==, 1);
  g_assert_cmpfloat (set.gates[3].threshold_percent, ==, 20);

  /* all there, in another tree */
  make_set (&set);
  set.gates[2].tof = INS_TOF_PEAK;
  g_assert_null (ins_gate_set_propose (&set, found, 3, &TIMING));
  g_assert_cmpuint (set.n_gates, ==, 4);
  for (guint i = 0; i < set.n_gates; i++)
    if (strcmp (set.gates[i].name, "B") == 0)
      {
        g_assert_cmpint (set.gates[i].anchor, ==, INS_ANCHOR_CROSSING);
        g_assert_cmpstr (set.gates[set.gates[i].anchor_gate].name, ==, "I");
        g_assert_cmpint (set.gates[i].tof, ==, INS_TOF_PEAK);
      }

  /* no room: nothing at all has changed */
  set = (InsGateSet){ 0 };
  for (guint i = 0; i < INS_MAX_GATES; i++)
    append (&set, "x", INS_ANCHOR_PULSE, 0, 21e-6);
  refusal = ins_gate_set_propose (&set, found, 1, &TIMING);
  g_assert_nonnull (refusal);
  g_assert_cmpfloat (set.gates[0].start_s, ==, 21e-6);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gate-set/circles-are-refused", test_circles_are_refused);
  g_test_add_func ("/gate-set/anchors-may-stand-behind", test_anchors_may_stand_behind);
  g_test_add_func ("/gate-set/gates-move", test_gates_move);
  g_test_add_func ("/gate-set/gates-come-and-go", test_gates_come_and_go);
  g_test_add_func ("/gate-set/planes-follow-their-gates", test_planes_follow_their_gates);
  g_test_add_func ("/gate-set/trees-stay-trees", test_trees_stay_trees);
  g_test_add_func ("/gate-set/proposals", test_proposals);
  g_test_add_func ("/gate-drag/parts-are-found", test_parts_are_found);
  g_test_add_func ("/gate-drag/drags-change-what-is-held", test_drags_change_what_is_held);
  g_test_add_func ("/gate-drag/drags-have-ends", test_drags_have_ends);
  g_test_add_func ("/gate-history/a-drag-is-one-step", test_a_drag_is_one_step);
  g_test_add_func ("/gate-history/there-and-back-is-nothing", test_there_and_back_is_nothing);
  g_test_add_func ("/gate-history/old-steps-are-forgotten", test_old_steps_are_forgotten);

  return g_test_run ();
}
