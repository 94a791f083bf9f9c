/* fake-session.h - a session and an engine that only take note, for tests of the widgets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-session.h"

G_BEGIN_DECLS

#define FAKE_MAX_SAMPLES 64

/* Stands in for ins-session.c and the engine at link time: what the widgets ask of the engine is
 * written into a log, lengths in um, speeds in um/s: "jog X 1000 at 10000",
 * "hold Y -1 at 10000", "release", "move 1000 2000 3000 at 10000", "home", "unlock", "find",
 * "card sim:coin".
 */
InsSession *fake_session_new (void);

/* To be changed by a test, then fake_session_emit_changed(). Starts ready, idle, homed, at
 * 100;100;100 in a travel of -25 to 225 mm. */
InsSnapshot *fake_session_get_snapshot (InsSession *self);
void fake_session_emit_changed (InsSession *self);

void fake_session_set_scanning (InsSession *self, gboolean scanning);
void fake_session_set_soft_limits (InsSession *self, double minimum_mm, double maximum_mm);
const char *fake_session_get_form_error (InsSession *self);

/* The card in use; @refusal: what ins_session_set_card() will say, NULL: it takes every address.
 * Starts with "sim". */
void fake_session_set_card (InsSession *self, const char *address, const char *refusal);
/* What a look for cards has found; copied. */
void fake_session_set_offers (InsSession *self, const InsCardOffer *offers, guint n_offers);
/* (element-type InsStageOffer): likewise for stages; kept. */
void fake_session_set_stage_offers (InsSession *self, GPtrArray *offers);
void fake_session_set_ascan (InsSession *self, const gint16 *samples, guint n_samples);

/* The calls so far, joined by "; "; forgets them. (transfer full) */
char *fake_session_take_log (InsSession *self);
guint fake_session_get_n_keep_alives (InsSession *self);
/* Of the newest move, as it was asked for. */
extern InsPosition fake_session_target;

G_END_DECLS
