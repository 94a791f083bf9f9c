/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/ins-clock.h"
#include "devices/digitizer/ins-comedi-digitizer.h"
#include "digitizer-fixture.h"

#define READ_S 0.02
#define MAX_PULSES 100000

InsDigitizer *
fixture_new (const char *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsUri) uri = ins_uri_parse (address, &error);
  InsDigitizer *self = ins_comedi_digitizer_new (uri, &error);

  g_assert_no_error (error);

  return self;
}

InsDigitizer *
fixture_open (const char *address)
{
  g_autoptr (GError) error = NULL;
  InsDigitizer *self = fixture_new (address);

  g_assert_true (ins_digitizer_open (self, &error));
  g_assert_no_error (error);

  return self;
}

void
fixture_start (InsDigitizer *self, const InsTiming *wanted, InsTiming *actual, GPtrArray *notes)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ins_digitizer_negotiate (self, wanted, actual, notes, &error));
  g_assert_no_error (error);
  g_assert_true (ins_digitizer_start (self, actual, &error));
  g_assert_no_error (error);
}

static void
append (FixturePulses *self, const InsPulseBlock *block)
{
  gsize n = block->n_samples;

  g_assert_cmpuint (self->n_pulses + block->n_pulses, <=, MAX_PULSES);
  self->pulses = g_renew (InsPulse, self->pulses, self->n_pulses + block->n_pulses);
  self->samples = g_renew (gint16, self->samples, n * (self->n_pulses + block->n_pulses));
  for (guint i = 0; i < block->n_pulses; i++)
    {
      const InsPulse *pulse = &block->pulses[i];

      if (self->n_pulses > 0)
        g_assert_cmpuint (pulse->index, >, self->pulses[self->n_pulses - 1].index);
      g_assert_cmpfloat (pulse->card_s, <=, block->newest_card_s);
      memcpy (self->samples + n * self->n_pulses, block->samples + n * i, n * sizeof (gint16));
      self->pulses[self->n_pulses++] = *pulse;
    }
}

FixturePulses *
fixture_read (InsDigitizer *self, const InsTiming *timing, double s, guint capacity, GError **error)
{
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (capacity, timing->n_samples);
  FixturePulses *all = g_new0 (FixturePulses, 1);
  double end_s = ins_clock_now_s () + s, newest_s = 0;

  all->n_samples = timing->n_samples;
  while (ins_clock_now_s () < end_s)
    {
      g_autoptr (GError) own = NULL;

      if (!ins_digitizer_read (self, block, READ_S, error != NULL ? error : &own))
        {
          g_assert_no_error (own);
          break;
        }
      if (block->n_pulses == 0)
        continue;
      g_assert_cmpfloat (block->arrival_s, <=, ins_clock_now_s ());
      g_assert_cmpfloat (block->newest_card_s, >=, newest_s);
      newest_s = block->newest_card_s;
      append (all, block);
    }

  return all;
}

void
fixture_pulses_free (FixturePulses *self)
{
  g_free (self->pulses);
  g_free (self->samples);
  g_free (self);
}

gboolean
fixture_has_note (GPtrArray *notes, const char *part)
{
  for (guint i = 0; i < notes->len; i++)
    if (g_strstr_len (g_ptr_array_index (notes, i), -1, part) != NULL)
      return TRUE;

  return FALSE;
}
