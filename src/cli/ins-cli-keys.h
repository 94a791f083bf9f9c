/* ins-cli-keys.h - single keys of a terminal while a scan runs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <termios.h>

#include "scan/ins-engine.h"

G_BEGIN_DECLS

typedef enum
{
  INS_CLI_KEY_NONE,
  INS_CLI_KEY_PAUSE_NOW,  /* space: within the line */
  INS_CLI_KEY_PAUSE_LINE, /* p: at its end */
  INS_CLI_KEY_RESUME,     /* r, and space in a pause */
  INS_CLI_KEY_STOP,       /* q */
} InsCliKey;

typedef struct
{
  gboolean is_open;
  struct termios before;
} InsCliKeys;

/* Takes keys without Return, if stdin is a terminal and this program is in its foreground. */
void ins_cli_keys_open (InsCliKeys *self);
void ins_cli_keys_close (InsCliKeys *self);

/* Does what the key that was pressed last says, if one was; never waits. */
void ins_cli_keys_act (InsCliKeys *self, InsEngine *engine, const InsSnapshot *snapshot);

/* Pure: what a key means while the scan is in that state. */
InsCliKey ins_cli_keys_get (char key, InsScanState state);

/* Any thread: pauses within the line, or goes on if it is pausing or paused. */
void ins_cli_toggle_pause (InsEngine *engine);

G_END_DECLS
