/* ins-comedi-session.h - a card that is recording
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-comedi-encoder.h"
#include "devices/digitizer/ins-comedi-plan.h"

G_BEGIN_DECLS

/* From the start of a stream to its end. Owned by one thread. */
typedef struct _InsComediSession InsComediSession;

/**
 * ins_comedi_session_new:
 * @board: (transfer none): open; must outlive it
 * @wiring: (transfer none): must outlive it
 * @plan: negotiated with both; copied
 * @encoder: (transfer none) (nullable): not running; must outlive it
 * @error: %INS_DEVICE_ERROR_BUSY, _LOST, _IO or what the pulser or the encoder says; nothing runs
 *   then
 *
 * Starts, in this order: the encoder, the analogue input, the card's own pulser.
 */
InsComediSession *ins_comedi_session_new (const InsComediBoard *board,
                                          const InsCardWiring *wiring,
                                          const InsComediPlan *plan,
                                          InsComediEncoder *encoder,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Stops what runs, in reverse order. */
void ins_comedi_session_free (InsComediSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsComediSession, ins_comedi_session_free)

/* As ins_digitizer_read(). */
gboolean ins_comedi_session_read (InsComediSession *self,
                                  InsPulseBlock *block,
                                  double timeout_s,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

void ins_comedi_session_get_count (const InsComediSession *self, InsDigitizerCount *count);

/* (transfer full) (nullable): what only the running card can tell, as a sentence: where the first
 * pulse of its own pulser lies, how fast it is armed anew. */
char *ins_comedi_session_describe (const InsComediSession *self);

G_END_DECLS
