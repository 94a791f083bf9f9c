/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <poll.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "cli/ins-cli-keys.h"

void
ins_cli_keys_open (InsCliKeys *self)
{
  struct termios settings;

  self->is_open = isatty (STDIN_FILENO) && tcgetpgrp (STDIN_FILENO) == getpgrp () &&
                  tcgetattr (STDIN_FILENO, &self->before) == 0;
  if (!self->is_open)
    return;
  settings = self->before;
  settings.c_lflag &= ~(tcflag_t)(ICANON | ECHO); /* Ctrl-C and Ctrl-Z stay what they are */
  settings.c_cc[VMIN] = 0;
  settings.c_cc[VTIME] = 0;
  self->is_open = tcsetattr (STDIN_FILENO, TCSANOW, &settings) == 0;
  if (self->is_open)
    g_printerr ("%s\n", _ ("Space pauses at once, p at the end of the line, r goes on, q stops."));
}

void
ins_cli_keys_close (InsCliKeys *self)
{
  if (self->is_open)
    (void)tcsetattr (STDIN_FILENO, TCSANOW, &self->before);
  self->is_open = FALSE;
}

/* Which of them was pressed last; 0: none. */
static char
read_key (InsCliKeys *self)
{
  struct pollfd look = { .fd = STDIN_FILENO, .events = POLLIN };
  char keys[64];
  gssize n;

  if (!self->is_open || tcgetpgrp (STDIN_FILENO) != getpgrp () || poll (&look, 1, 0) <= 0)
    return '\0';
  n = read (STDIN_FILENO, keys, sizeof keys);

  return n > 0 ? keys[n - 1] : '\0';
}

InsCliKey
ins_cli_keys_get (char key, InsScanState state)
{
  switch (key)
    {
    case ' ':
      return state == INS_SCAN_PAUSED ? INS_CLI_KEY_RESUME : INS_CLI_KEY_PAUSE_NOW;
    case 'p':
      return INS_CLI_KEY_PAUSE_LINE;
    case 'r':
      return INS_CLI_KEY_RESUME;
    case 'q':
      return INS_CLI_KEY_STOP;
    default:
      return INS_CLI_KEY_NONE;
    }
}

void
ins_cli_keys_act (InsCliKeys *self, InsEngine *engine, const InsSnapshot *snapshot)
{
  switch (ins_cli_keys_get (read_key (self), snapshot->scan))
    {
    case INS_CLI_KEY_PAUSE_NOW:
      ins_engine_pause_now (engine);
      break;
    case INS_CLI_KEY_PAUSE_LINE:
      ins_engine_pause (engine);
      break;
    case INS_CLI_KEY_RESUME:
      ins_engine_resume (engine);
      break;
    case INS_CLI_KEY_STOP:
      ins_engine_stop (engine);
      break;
    case INS_CLI_KEY_NONE:
    default:
      break;
    }
}

void
ins_cli_toggle_pause (InsEngine *engine)
{
  InsSnapshot snapshot;

  ins_engine_get_snapshot (engine, &snapshot);
  if (snapshot.scan == INS_SCAN_PAUSING || snapshot.scan == INS_SCAN_PAUSED)
    ins_engine_resume (engine);
  else
    ins_engine_pause_now (engine);
}
