/* ins-sim-listen.h - the address at which an emulator is to be found
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *address;    /* as a transport URI */
  int listener;     /* socket; -1 for a pseudo-terminal */
  int terminal;     /* the controller's side of a pseudo-terminal, or -1 */
  int terminal_end; /* the client's side, held open so that the terminal survives clients */
  char *path;       /* socket file or link to be removed, or NULL */
} InsSimListen;

/* @spec: see ins_sim_server_listen(). (transfer full) */
InsSimListen *ins_sim_listen_new (const char *spec, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A pseudo-terminal cannot be closed for one client only: makes another one behind the same link,
 * as a plug that is pulled and put back. FALSE: the system has none left. */
gboolean ins_sim_listen_replace_terminal (InsSimListen *self);

void ins_sim_listen_free (InsSimListen *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsSimListen, ins_sim_listen_free)

G_END_DECLS
