/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "devices/stage/ins-esp-protocol.h"
#include "devices/stage/ins-gcs-protocol.h"
#include "devices/stage/ins-vxm-protocol.h"
#include "firmware-peer.h"

/* What is quoted of the protocols that do not answer every command, in the order of its sheet: said
 * to the emulator, which must answer so, and the driver's parser must understand each answer. Rows
 * follow one another on one controller. */

/* ---- ESP301 ---------------------------------------------------------------------------------- */

static gboolean
esp_takes (const char *line)
{
  InsEspReply reply;

  for (InsEspForm form = INS_ESP_FORM_IDENTITY; form <= INS_ESP_FORM_SWITCHES; form++)
    if (ins_esp_parse (line, form, &reply) != INS_ESP_BAD)
      return TRUE;

  /* TS, ID?, ZH?: not asked */
  return strlen (line) == 1 || g_pattern_match_simple ("*, SN*", line) ||
         g_str_has_suffix (line, "H");
}

static const FirmwareRow esp_rows[] = {
  { "*IDN?\r", "ESP301 Version *\r\n" },
  { "VE?\r", "ESP301 Version *\r\n" },
  { "1ID?\r", "TS50DC.5, SN1263\r\n" },
  { "1ST;TB?\r", "0, NO ERROR DETECTED\r\n" },
  { "4ST;TB?\r", "9, AXIS NUMBER OUT OF RANGE\r\n" }, /* so many axes has it */
  { "1MO\r", "" },
  { "1MO?\r", "1\r\n" },
  { "1MF\r", "" },
  { "1MO?\r", "0\r\n" },
  { "1PA10.0\r", "" },
  { "TE?\r", "113\r\n" },
  { "1MO;1VA20;1AC400;1AG400;1VB0;TB?\r", "0, NO ERROR DETECTED\r\n" },
  { "1PA10.0\r", "" },
  { "1MD\r", "0\r\n" },
  { "+1", "" },
  { "1MD?\r", "1\r\n" },
  { "01PA12.345;\r", "" },
  { "+1", "" },
  { "1TP\r", "12.345\r\n" },
  { "1TP?\r", "12.345\r\n" },
  { "1PR-2.345\r", "" },
  { "1WS100;1TP\r", "" },
  { "+1", "10.000\r\n" },
  { "1VA5;1MV+\r", "" },
  { "+0.5", "" },
  { "1MV-\r", "" },
  { "+0.5", "" },
  { "ST\r", "" },
  { "+0.5", "" },
  { "1MD?;1ST\r", "1\r\n" },
  { "TS\r", "P\r\n" },
  { "1PH\r", "0H, *H\r\n" },
  { "1ZH?\r", "*H\r\n" },
  { "1SN?\r", "2\r\n" },
  { "1SU?\r", "0.001\r\n" },
  { "1SL-20;1SR200;1SL?;1SR?\r", "-20\r\n200\r\n" },
  { "1PA201;TE?\r", "106\r\n" },
  { "1PA-21;TE?\r", "107\r\n" },
  { "1DH2.5;1TP\r", "2.500\r\n" },
  { "1OR1\r", "" },
  { "1MD?\r", "0\r\n" },
  { "+20", "" },
  { "1MD?;1TP\r", "1\r\n0.000\r\n" },
  { "XX\r", "" },
  { "PA1\r", "" },
  { "1PA\r", "" },
  { "TE?\r", "6\r\n" }, /* a memory of ten, oldest first */
  { "TE?\r", "37\r\n" },
  { "TE?\r", "38\r\n" },
  { "TE?\r", "0\r\n" },
  { "1MV+;1WT100\r", "" },
  { "+0.2", "" },
  { "AB\r", "" },
  { "1MO?\r", "0\r\n" },
};

static void
test_esp (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "esp301", "");
  firmware_peer_check_rows (&peer, esp_rows, G_N_ELEMENTS (esp_rows), "\r\n", esp_takes);
}

/* ---- VXM ------------------------------------------------------------------------------------- */

static gboolean
vxm_takes (const char *line)
{
  InsVxmReply reply;

  return ins_vxm_parse (line, INS_VXM_FORM_POSITION, &reply) != INS_VXM_BAD ||
         ins_vxm_parse (line, INS_VXM_FORM_STATE, &reply) != INS_VXM_BAD;
}

static const FirmwareRow vxm_rows[] = {
  { "V\r", "J" },
  { "F\r", "" },
  { "V\r", "R" },
  { "N\r", "" },
  { "C,I1M400,R\r", "" },
  { "V\r", "B" },
  { "+1", "^" },
  { "X\r", "+0000400\r" },
  { "C,setM1M2,setL1M0,S1M1000,R\r", "^" },
  { "C,SA1M1000,A1M20,IA1M1000,R\r", "" },
  { "+2", "^" },
  { "X\r", "+0001000\r" },
  { "C,IA1M0,R\r", "" },
  { "+2", "^" },
  { "X\r", "+0000000\r" },
  { "C,I1M-0,R\r", "" },
  { "+60", "^" },
  { "C,I1M200,IA1M-0,R\r", "" }, /* home: off the switch, and 0 is here */
  { "+2", "^" },
  { "X\r", "+0000000\r" },
  { "C,I1M0,R\r", "" },
  { "+0.5", "" },
  { "D\r", "" },
  { "+1", "^" },
  { "R\r", "" },
  { "+0.5", "" },
  { "K\r", "^" },
  { "Y\r", "+0000000\r" },
  { "Z\r", "+0000000\r" },
  { "T\r", "+0000000\r" },
  { "Q\r", "" },
  { "V\r", "J" },
};

static void
test_vxm (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "vxm", "");
  firmware_peer_check_rows (&peer, vxm_rows, G_N_ELEMENTS (vxm_rows), "\r", vxm_takes);
}

static const FirmwareRow echo_rows[] = {
  { "E,C,I1M400,R\r", "C,I1M400,R" },
  { "+2", "^" },
  { "V\r", "VR" },
  { "N\r", "N" },
  { "C,I1M400,R\r", "C,I1M400,R" },
  { "+2", "^" },
  { "X\r", "X+0000400\r" },
  { "F,C,setM1M2,setL1M0,S1M1000\r", "F," },
  { "V\r", "R" },
};

static void
test_vxm_echo (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "vxm", "");
  firmware_peer_check_rows (&peer, echo_rows, G_N_ELEMENTS (echo_rows), "\r", NULL);
}

/* ---- PI GCS 2 -------------------------------------------------------------------------------- */

static gboolean
gcs_takes (const char *line)
{
  g_autofree char *bytes = g_strconcat (line, "\n", NULL);
  InsGcsReply reply;

  for (InsGcsForm form = INS_GCS_FORM_TEXT; form <= INS_GCS_FORM_READY; form++)
    if (ins_gcs_parse (bytes, strlen (bytes), form, &reply) != INS_GCS_BAD)
      return TRUE;

  return FALSE;
}

static const FirmwareRow gcs_rows[] = {
  { "*IDN?\n", "(c)*Physik Instrumente *, C-884.4DC, *, *\n" },
  { "CSV?\n", "2.0\n" },
  { "SAI?\n", "1 \n2 \n3\n" },
  { "MOV 1 1\nERR?\n", "5\n" }, /* no servo, no reference */
  { "SVO 1 1\nSVO 2 1\nERR?\n", "0\n" },
  { "FRF 1\n", "" },
  { "\x07", "\xB0\n" },
  { "\x05", "1\n" },
  { "+10", "" },
  { "\x07", "\xB1\n" },
  { "FRF? 1\n", "1=1\n" },
  { "FNL 2\n", "" },
  { "+10", "" },
  { "POS? 2\n", "2=-25.000000\n" },
  { "FPL 2\n", "" },
  { "+20", "" },
  { "POS? 2\n", "2=225.000000\n" },
  { "RON 2 0\nPOS 2 5\nERR?\nPOS? 2\n", "0\n2=5.000000\n" },
  { "TMN? 1\nTMX? 1\n", "1=-25.000000\n1=225.000000\n" },
  { "VEL 1 5\nACC 1 50\nDEC 1 50\nERR?\n", "0\n" },
  { "VEL? 1\n", "1=5.000000\n" },
  { "VEL 1 100\nVEL 2 100\nACC 1 500\nDEC 1 500\n", "" },
  { "MOV 1 10.0 2 -5.0\n", "" },
  { "\x05", "3\n" },
  { "ONT? 1\n", "1=0\n" },
  { "+3", "" },
  { "\x05", "0\n" },
  { "POS? 1 2\n", "1=10.000000 \n2=-5.000000\n" },
  { "MVR 1 -0.5\n", "" },
  { "+1", "" },
  { "MOV? 1\n", "1=9.500000\n" },
  { "ONT? 1\n", "1=1\n" },
  { "JOG 1 2.5\nERR?\n", "2\n" }, /* where it is not supported */
  { "MOV 1 100\n", "" },
  { "+0.3", "" },
  { "HLT 1\nERR?\n", "10\n" },
  { "+0.5", "" },
  { "MOV 1 200\n", "" },
  { "+0.3", "" },
  { "STP\nERR?\n", "10\n" },
  { "\x05", "0\n" },
  { "MOV 1 200\n", "" },
  { "+0.3", "" },
  { "\x18", "" },
  { "ERR?\n", "10\n" },
  { "ERR?\n", "0\n" },
  { "NLM 1 -5\nPLM 1 100\nSSL 1 1\nERR?\n", "0\n" },
  { "MOV 1 101\nERR?\n", "27\n" },
  { "CTO 1 2 1 1 3 0 1 1 0.1\n", "" },
  { "TRO 1 1\n", "" },
  { "ERR?\n", "0\n" },
  { "TRO? 1\n", "1=1\n" },
};

static void
test_gcs (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "pi-gcs", "alarm");
  firmware_peer_check_rows (&peer, gcs_rows, G_N_ELEMENTS (gcs_rows), "\n", gcs_takes);
}

/* The status word of the small ones: servo on, at its reference, moving. */
static void
test_gcs_status_word (void)
{
  static const FirmwareRow rows[] = {
    { "\x04", "0x1002\n" }, { "MOV 1 10\n", "" },   { "\x04", "0x3002\n" },
    { "+1", "" },           { "\x04", "0x1000\n" },
  };
  FirmwarePeer peer;

  firmware_peer_init_variant (&peer, "pi-gcs", "c-863", "");
  firmware_peer_check_rows (&peer, rows, G_N_ELEMENTS (rows), "\n", gcs_takes);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sheets/esp301", test_esp);
  g_test_add_func ("/sheets/vxm", test_vxm);
  g_test_add_func ("/sheets/vxm-echo", test_vxm_echo);
  g_test_add_func ("/sheets/pi-gcs", test_gcs);
  g_test_add_func ("/sheets/pi-gcs-status-word", test_gcs_status_word);

  return g_test_run ();
}
