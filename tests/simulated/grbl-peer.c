/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "grbl-peer.h"

static void
init (GrblPeer *peer, const char *protocol, const InsSimConfig *config)
{
  peer->grbl = ins_sim_controller_new (protocol, config, NULL, NULL);
  peer->now_s = 100.0;
  peer->heard = g_string_new (NULL);
  ins_sim_controller_connect (peer->grbl, peer->now_s);
}

void
grbl_peer_init (GrblPeer *peer, const InsSimConfig *config)
{
  InsSimConfig ordinary;

  ins_sim_config_init (&ordinary);
  init (peer, "grbl", config != NULL ? config : &ordinary);
}

void
grbl_peer_init_protocol (GrblPeer *peer,
                         const char *protocol,
                         const char *variant,
                         const char *fault)
{
  InsSimConfig config;

  ins_sim_config_init (&config);
  g_strlcpy (config.variant, variant, sizeof config.variant);
  if (fault != NULL)
    g_assert_true (ins_sim_fault_parse (fault, &config.fault, NULL));
  init (peer, protocol, &config);
}

void
grbl_peer_init_fault (GrblPeer *peer, const char *fault)
{
  grbl_peer_init_protocol (peer, "grbl", "", fault);
}

void
grbl_peer_clear (GrblPeer *peer)
{
  ins_sim_controller_free (peer->grbl);
  g_string_free (peer->heard, TRUE);
}

static void
collect (GrblPeer *peer)
{
  guint8 buffer[7]; /* odd on purpose */
  gsize n_bytes;

  while ((n_bytes = ins_sim_controller_output (peer->grbl, peer->now_s, buffer, sizeof buffer)) > 0)
    g_string_append_len (peer->heard, (const char *)buffer, (gssize)n_bytes);
}

void
grbl_peer_pass (GrblPeer *peer, double seconds)
{
  double end_s = peer->now_s + seconds;

  for (double next_s = ins_sim_controller_next_event_s (peer->grbl); next_s <= end_s;
       next_s = ins_sim_controller_next_event_s (peer->grbl))
    {
      peer->now_s = MAX (next_s, peer->now_s);
      collect (peer);
    }
  peer->now_s = end_s;
  collect (peer);
}

void
grbl_peer_say (GrblPeer *peer, const char *text)
{
  ins_sim_controller_input (peer->grbl, (const guint8 *)text, strlen (text), peer->now_s);
  collect (peer);
}

void
grbl_peer_expect (GrblPeer *peer, const char *text, const char *wanted)
{
  g_string_truncate (peer->heard, 0);
  grbl_peer_say (peer, text);
  g_assert_cmpstr (peer->heard->str, ==, wanted);
}

void
grbl_peer_expect_status (GrblPeer *peer, const char *wanted)
{
  g_string_truncate (peer->heard, 0);
  grbl_peer_say (peer, "?");
  g_test_message ("%s", peer->heard->str);
  g_assert_true (g_str_has_prefix (peer->heard->str, wanted));
  g_assert_true (g_str_has_suffix (peer->heard->str, ">\r\n"));
}

void
grbl_peer_expect_after (GrblPeer *peer, double seconds, const char *wanted)
{
  g_string_truncate (peer->heard, 0);
  grbl_peer_pass (peer, seconds);
  g_assert_cmpstr (peer->heard->str, ==, wanted);
}
