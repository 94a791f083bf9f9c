/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "storage/ins-nde-card.h"

void
ins_nde_card_fill (InsNdeCard *self, const InsLineCard *card)
{
  *self = (InsNdeCard){
    .first_pulse = card->first_pulse,
    .last_pulse = card->last_pulse,
    .first_card_s = card->first_card_s,
    .last_card_s = card->last_card_s,
    .first_host_s = card->first_host_s,
    .slip_mm = card->slip_mm,
    .stream = card->stream,
    .n_overruns = card->n_overruns,
    .placing = card->placing,
    .encoder = card->encoder,
  };
}

void
ins_nde_card_get (const InsNdeCard *self, InsLineCard *card)
{
  *card = (InsLineCard){
    .first_pulse = self->first_pulse,
    .last_pulse = self->last_pulse,
    .first_card_s = self->first_card_s,
    .last_card_s = self->last_card_s,
    .first_host_s = self->first_host_s,
    .slip_mm = self->slip_mm,
    .stream = self->stream,
    .n_overruns = self->n_overruns,
    .placing = (InsPlacing)self->placing,
    .encoder = (InsEncoderVerdict)self->encoder,
  };
}

void
ins_nde_account_fill (InsNdeAccount *self,
                      const InsScanAccount *account,
                      const InsNdeAccount *earlier)
{
  *self = (InsNdeAccount){
    .n_samples = earlier->n_samples + account->count.n_samples,
    .n_pulses = earlier->n_pulses + account->count.n_pulses,
    .n_missed = earlier->n_missed + account->count.n_missed,
    .n_restarts = earlier->n_restarts + account->n_restarts,
    .n_residuals = account->n_residuals,
    .elapsed_s = earlier->elapsed_s + account->elapsed_s,
    .prf_hz = account->count.prf_hz,
    .clock_ppm = account->clock_ppm,
    .residual_p50_s = account->residual_p50_s,
    .residual_p99_s = account->residual_p99_s,
  };
}

gboolean
ins_nde_account_get (const InsNdeAccount *self, InsScanAccount *account)
{
  *account = (InsScanAccount){
    .count = { .n_samples = self->n_samples,
               .n_pulses = self->n_pulses,
               .n_missed = self->n_missed,
               .prf_hz = self->prf_hz },
    .n_restarts = (guint)MIN (self->n_restarts, G_MAXUINT),
    .n_residuals = self->n_residuals,
    .elapsed_s = self->elapsed_s,
    .clock_ppm = self->clock_ppm,
    .residual_p50_s = self->residual_p50_s,
    .residual_p99_s = self->residual_p99_s,
  };

  return self->elapsed_s > 0.0;
}
