/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "at-once.h"
#include "devices/ins-rig.h"
#include "devices/simulated/ins-sim-controller.h"
#include "fault-cell.h"

#define N_AT_ONCE 96
#define BIT(end) (1u << (end))
#define STOPPED                                                                                    \
  (BIT (FAULT_END_ALARM) | BIT (FAULT_END_ALARM_AT) | BIT (FAULT_END_UNKNOWN) |                    \
   BIT (FAULT_END_LOST) | BIT (FAULT_END_SHORT))
#define ANY_SAFE (STOPPED | BIT (FAULT_END_WENT_ON))

static const struct
{
  const char *name, *fault;
  gboolean is_timed;
  guint ends;           /* that are right */
  guint ends_at_rest;   /* these also */
  guint ends_of_homing; /* and these */
  gboolean is_noisy;
} faults[] = {
  { "none", "drop=0", FALSE, BIT (FAULT_END_WENT_ON), 0, 0, FALSE },
  { "silence", "silence", TRUE, BIT (FAULT_END_LOST), 0, 0, FALSE },
  { "garbage", "garbage=10", FALSE, ANY_SAFE, 0, 0, TRUE },
  { "split", "split", FALSE, BIT (FAULT_END_WENT_ON), 0, 0, FALSE },
  { "merged", "merge=5", FALSE, ANY_SAFE, 0, 0, FALSE },
  { "lost bytes", "drop=0.3", FALSE, ANY_SAFE, 0, 0, TRUE },
  { "1 % lost bytes", "drop=1", FALSE, ANY_SAFE, 0, 0, TRUE },
  { "0.15 s late", "late=0.15", FALSE, BIT (FAULT_END_WENT_ON), 0, 0, FALSE },
  { "0.3 s late", "late=0.3", FALSE, BIT (FAULT_END_WENT_ON), 0, 0, FALSE },
  { "0.8 s late", "late=0.8", FALSE, ANY_SAFE, 0, 0, FALSE },
  { "reset", "reset", TRUE, BIT (FAULT_END_ALARM) | BIT (FAULT_END_LOST), 0, 0, FALSE },
  /* who is pressed at rest may not be told; a switch that comes too early is the home switch */
  { "limit", "limit", TRUE, STOPPED, BIT (FAULT_END_WENT_ON), BIT (FAULT_END_UNSEEN), FALSE },
  { "following error", "following", TRUE, STOPPED, 0, 0, FALSE },
  { "lost steps", "steps=0.5", FALSE, ANY_SAFE | BIT (FAULT_END_UNSEEN), 0, 0, FALSE },
  { "cable cut", "cut", TRUE, BIT (FAULT_END_RAN_OUT), 0, 0, FALSE },
};

static gboolean
is_right (const FaultCell *cell, gsize fault)
{
  guint ends = faults[fault].ends | BIT (FAULT_END_NONE);

  if (cell->state == FAULT_STATE_IDLE)
    ends |= faults[fault].ends_at_rest;
  if (cell->state == FAULT_STATE_HOME)
    ends |= faults[fault].ends_of_homing;

  return (ends & BIT (cell->end)) != 0;
}

static void
describe (const FaultCell *cell, GString *text)
{
  g_autofree char *word = NULL;

  if (cell->end == FAULT_END_NONE)
    word = g_strdup ("-");
  else if (cell->end == FAULT_END_UNTRUE)
    word = g_strdup_printf ("UNTRUE by %.2f mm", cell->worst_mm);
  else
    word = g_strdup_printf ("%s %.1f s", fault_end_names[cell->end], cell->took_s);
  g_string_append_printf (text, " %-26s", word);
}

static void
on_cell (gpointer cell, gpointer data)
{
  fault_cell_run (cell);
}

static void
queue (GPtrArray *queued, GArray *cells, gboolean homes)
{
  for (guint i = 0; i < cells->len; i++)
    {
      FaultCell *cell = &g_array_index (cells, FaultCell, i);

      if ((cell->state == FAULT_STATE_HOME) == homes)
        g_ptr_array_add (queued, cell);
    }
}

static GArray *
make_cells (void)
{
  GArray *cells = g_array_new (FALSE, TRUE, sizeof (FaultCell));

  for (const char *const *name = ins_sim_controller_protocols (); *name != NULL; name++)
    for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
      for (guint state = 0; state < FAULT_N_STATES; state++)
        {
          const FaultCell cell = { .protocol = *name,
                                   .fault = faults[i].fault,
                                   .is_timed = faults[i].is_timed,
                                   .state = state,
                                   .is_noisy = faults[i].is_noisy };

          g_array_append_val (cells, cell);
        }

  return cells;
}

static void
print_table (const GArray *cells)
{
  g_test_message ("%-8s %-16s %-26s %-26s %-26s %-26s", "family", "fault", fault_state_names[0],
                  fault_state_names[1], fault_state_names[2], fault_state_names[3]);
  for (guint i = 0; i < cells->len; i += FAULT_N_STATES)
    {
      const FaultCell *row = &g_array_index (cells, FaultCell, i);
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint state = 0; state < FAULT_N_STATES; state++)
        describe (&row[state], text);
      g_test_message ("%-8s %-16s%s", row->protocol,
                      faults[i / FAULT_N_STATES % G_N_ELEMENTS (faults)].name, text->str);
    }
}

/* Every family's class is made here, before threads need it: GLib's once is unseen by
 * ThreadSanitizer. */
static void
make_classes (void)
{
  for (const char *const *name = ins_sim_controller_protocols (); *name != NULL; name++)
    {
      g_autofree char *address = g_strdup_printf ("sim?protocol=%s", *name);
      g_autoptr (GError) error = NULL;
      g_autoptr (InsRig) rig = ins_rig_new (NULL, address, "sim", &error);

      g_assert_no_error (error);
      g_assert_nonnull (rig);
      g_assert_true (ins_stage_open (rig->stage, NULL, &error)); /* which makes the driver */
      ins_stage_close (rig->stage);
    }
}

/* Every fault of every family in every state ends in one of the states that have a name, and no
 * position is shown that is not so. */
static void
test_matrix (void)
{
  g_autoptr (GArray) cells = make_cells ();
  g_autoptr (GPtrArray) queued = g_ptr_array_new ();
  guint n_wrong = 0;

  make_classes ();
  queue (queued, cells, TRUE); /* homing takes longest and so begins first */
  queue (queued, cells, FALSE);
  run_at_once (on_cell, queued, N_AT_ONCE, NULL);
  print_table (cells);
  for (guint i = 0; i < cells->len; i++)
    {
      const FaultCell *cell = &g_array_index (cells, FaultCell, i);
      gsize fault = i / FAULT_N_STATES % G_N_ELEMENTS (faults);

      if (is_right (cell, fault))
        continue;
      n_wrong++;
      g_test_message ("wrong: %s, %s, %s: %s, off by %.3f mm, %u times: %s", cell->protocol,
                      faults[fault].name, fault_state_names[cell->state],
                      fault_end_names[cell->end], cell->worst_mm, cell->n_glitches, cell->message);
    }
  g_assert_cmpuint (n_wrong, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fault-matrix", test_matrix);

  return g_test_run ();
}
