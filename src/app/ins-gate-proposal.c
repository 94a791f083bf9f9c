/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "app/ins-gate-proposal.h"

static int
find (const InsGateSet *self, const char *name)
{
  for (guint i = 0; i < self->n_gates; i++)
    if (strncmp (self->gates[i].name, name, INS_GATE_NAME_SIZE) == 0)
      return (int)i;

  return -1;
}

static InsGateRefusal
ensure (InsGateSet *self, const char *name, const InsTiming *timing)
{
  InsGateRefusal refusal = NULL;

  if (find (self, name) >= 0)
    return NULL;
  refusal = ins_gate_set_add (self, timing);
  if (refusal == NULL)
    g_strlcpy (self->gates[self->n_gates - 1].name, name, INS_GATE_NAME_SIZE);

  return refusal;
}

static InsGateRefusal
place (InsGateSet *self, const InsGate *proposed, const char *surface)
{
  guint at = (guint)find (self, proposed->name);
  const guint anchor = proposed->anchor == INS_ANCHOR_PULSE ? 0 : (guint)find (self, surface);
  InsGateRefusal refusal = ins_gate_set_anchor (self, at, proposed->anchor, anchor, &at);
  InsGate *gate = &self->gates[at];

  if (refusal != NULL)
    return refusal;
  gate->start_s = proposed->start_s;
  gate->length_s = proposed->length_s;
  gate->threshold_percent = proposed->threshold_percent;

  return NULL;
}

InsGateRefusal
ins_gate_set_propose (InsGateSet *self,
                      const InsGate *gates,
                      guint n_gates,
                      const InsTiming *timing)
{
  g_autofree InsGateSet *set = g_memdup2 (self, sizeof *self);
  InsGateRefusal refusal = NULL;

  for (guint i = 0; refusal == NULL && i < n_gates; i++)
    refusal = ensure (set, gates[i].name, timing);
  for (guint i = 0; refusal == NULL && i < n_gates; i++)
    refusal = place (set, &gates[i], gates[0].name);
  if (refusal == NULL)
    *self = *set;

  return refusal;
}
