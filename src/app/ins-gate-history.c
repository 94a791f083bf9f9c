/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ins-gate-history.h"

#define MOST_STEPS 100

struct _InsGateHistory
{
  GArray *states; /* InsGateSet, oldest first */
  guint present;  /* index; states behind it can be redone */
  guint gesture;  /* of the newest step; 0: it stands alone */
};

InsGateHistory *
ins_gate_history_new (void)
{
  InsGateHistory *self = g_new0 (InsGateHistory, 1);

  self->states = g_array_new (FALSE, FALSE, sizeof (InsGateSet));

  return self;
}

void
ins_gate_history_free (InsGateHistory *self)
{
  g_array_unref (self->states);
  g_free (self);
}

void
ins_gate_history_reset (InsGateHistory *self, const InsGateSet *present)
{
  g_array_set_size (self->states, 0);
  g_array_append_vals (self->states, present, 1);
  self->present = 0;
  self->gesture = 0;
}

const InsGateSet *
ins_gate_history_get_present (const InsGateHistory *self)
{
  return self->states->len > 0 ? &g_array_index (self->states, InsGateSet, self->present) : NULL;
}

void
ins_gate_history_push (InsGateHistory *self, const InsGateSet *present, guint gesture)
{
  if (self->states->len == 0)
    {
      ins_gate_history_reset (self, present);
      return;
    }
  if (ins_gate_set_equal (ins_gate_history_get_present (self), present))
    return;

  g_array_set_size (self->states, self->present + 1);
  if (gesture != 0 && gesture == self->gesture && self->present > 0)
    {
      g_array_index (self->states, InsGateSet, self->present) = *present;
      if (ins_gate_set_equal (&g_array_index (self->states, InsGateSet, self->present - 1),
                              present))
        {
          /* it went back to where it came from: there is no step to undo */
          g_array_set_size (self->states, self->present--);
          self->gesture = 0;
        }
      return;
    }
  g_array_append_vals (self->states, present, 1);
  if (self->states->len > MOST_STEPS + 1)
    g_array_remove_index (self->states, 0);
  self->present = self->states->len - 1;
  self->gesture = gesture;
}

gboolean
ins_gate_history_can_undo (const InsGateHistory *self)
{
  return self->present > 0;
}

gboolean
ins_gate_history_can_redo (const InsGateHistory *self)
{
  return self->present + 1 < self->states->len;
}

static const InsGateSet *
go_to (InsGateHistory *self, guint present)
{
  self->present = present;
  self->gesture = 0;

  return ins_gate_history_get_present (self);
}

const InsGateSet *
ins_gate_history_undo (InsGateHistory *self)
{
  return ins_gate_history_can_undo (self) ? go_to (self, self->present - 1) : NULL;
}

const InsGateSet *
ins_gate_history_redo (InsGateHistory *self)
{
  return ins_gate_history_can_redo (self) ? go_to (self, self->present + 1) : NULL;
}
