/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "devices/stage/ins-grbl-protocol.h"
#include "devices/stage/ins-marlin-protocol.h"
#include "devices/stage/ins-zaber-protocol.h"
#include "firmware-peer.h"

/* What is quoted of each family's protocol, in the order of its sheet: said to the emulator, which
 * must answer so, and the driver's parser must understand each answer. Rows follow one another on
 * one controller. */

/* ---- Grbl and grblHAL ------------------------------------------------------------------------ */

static gboolean
grbl_takes (const char *line)
{
  InsGrblReply reply;

  return ins_grbl_parse_line (line, &reply);
}

#define AT "-225.000,-225.000,-225.000"

static const FirmwareRow grbl_rows[] = {
  { "\x18", GREETING },
  { "$I\n", "[VER:1.1h.20190830:]\r\n[OPT:V,15,128]\r\nok\r\n" },
  { "?", "<Idle|MPos:" AT "|FS:0,0|WCO:" AT ">\r\n" },
  { "?", "<Idle|MPos:" AT "|FS:0,0|Ov:100,100,100>\r\n" },
  /* single bytes that are no part of a line and get no ack */
  { "G9\x90\x91\x92\x93\x94\x95\x96\x97", "" },
  { "\x99\x9A\x9B\x9C\x9D\x9E\xA0\xA1"
    "0\n",
    "ok\r\n" },
  { "\n", "ok\r\n" },
  { "$N\n", "$N0=\r\n$N1=\r\nok\r\n" },
  { "$120=200\n", "ok\r\n" },
  { "$1=255\n", "ok\r\n" },
  { "$22=1\n", "ok\r\n" },
  { "G21 G90 G94\n", "ok\r\n" },
  { "G1 X10 Y5 F600\n", "ok\r\n" },
  { "?", "<Run|MPos:" AT "|FS:0,0>\r\n" },
  { "$120=200\n", "error:8\r\n" },
  { "+3", "" },
  { "?", "<Idle|MPos:-215.000,-220.000,-225.000|FS:0,0>\r\n" },
  { "G53 G0 Z-220\n", "ok\r\n" },
  { "+2", "" },
  { "G91\n", "ok\r\n" },
  { "G4 P0.01\n", "" },
  { "+0.1", "ok\r\n" },
  { "$J=G91 G21 X5 F1200\n", "ok\r\n" },
  { "+0.1", "" },
  { "?", "<Jog|MPos:-214.000,-220.000,-220.000|FS:1200,0>\r\n" },
  { "G1 X1 F100\n", "error:9\r\n" },
  { "\x85", "" },
  { "+0.5", "" },
  { "?", "<Idle|MPos:-213.000,-220.000,-220.000|FS:0,0>\r\n" },
  { "$J=G91 X1\n", "error:22\r\n" },
  { "$J=G1 X1 F5\n", "error:16\r\n" },
  { "$JX1\n", "error:3\r\n" },
  { "$J=G91 X-100 F100\n", "error:15\r\n" },
  { "G99\n", "error:20\r\n" },
  { "G1 X1 Q\n", "error:2\r\n" },
  { "G90 G1 X100 F1200\n", "ok\r\n" },
  { "+1", "" },
  { "!", "" },
  { "?", "<Hold:1|MPos:-194.000,-220.000,-220.000|FS:1200,0>\r\n" },
  { "+0.2", "" },
  { "?", "<Hold:0|MPos:-193.000,-220.000,-220.000|FS:0,0>\r\n" },
  { "~", "" },
  { "+1", "" },
  { "!", "" },
  { "+0.2", "" },
  { "\x18", GREETING }, /* keeps its position, no alarm */
  { "?", "<Idle|MPos:*|FS:0,0|WCO:" AT ">\r\n" },
  { "G1 X1 F600\n", "ok\r\n" },
  { "+1", "" },
  { "\x18", "ALARM:3\r\n" GREETING LOCKED },
  { "G0 X0\n", "error:9\r\n" },
  { "$X\n", "[MSG:Caution: Unlocked]\r\nok\r\n" },
  { "G0 X5000\n", "ALARM:2\r\n[MSG:Reset to continue]\r\n" },
  { "?", "" }, /* it is deaf */
  { "$X\n", "" },
  { "\x18", "ok\r\n" GREETING LOCKED },
  { "$X\n", "[MSG:Caution: Unlocked]\r\nok\r\n" },
  { "$H\n", "" },
  { "?", "" },
  { "+60", "<Home|MPos:-249.000,-249.000,-1.000|FS:0,0*>\r\nok\r\n" },
  { "$22=0\n", "ok\r\n" },
  { "$H\n", "error:5\r\n" },
};

static void
test_grbl (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "grbl", "");
  firmware_peer_check_rows (&peer, grbl_rows, G_N_ELEMENTS (grbl_rows), "\r\n", grbl_takes);
}

static const FirmwareRow hal_rows[] = {
  { "\x18", "\r\nGrblHAL 1.1f ['$' or '$HELP' for help]\r\n" },
  { "$I\n", "[VER:1.1f.20260817:]\r\n[OPT:VNML+,100,1024,3,0]\r\n[AXS:3:XYZ]\r\n[NEWOPT:*]\r\n"
            "[FIRMWARE:grblHAL]\r\n[DRIVER:*]\r\nok\r\n" },
  { "\x80", "<Idle|MPos:" AT "|Bf:100,1023|FS:0,0|WCO:" AT ">\r\n" },
  { "\x87", "<Idle|MPos:" AT "|Bf:100,1023|*|A:|TLR:0|H:1,7>\r\n" },
  { "\x83", "[GC:*]\r\n" },
  { "G99\nG90\n\nG90\n", "error:20\r\nerror:20\r\nok\r\nok\r\n" },
  { "G1 X50 F6000\n", "ok\r\n" },
  { "+0.2", "" },
  { "\x82", "" },
  { "+0.5", "" },
  { "?", "<Hold:0|*>\r\n" },
  { "\x81", "" },
  { "?", "<Run|*>\r\n" },
  { "\x19", "" },
  { "+0.5", "" },
  { "?", "<Idle|*>\r\n" },
  { "$10=3\n", "ok\r\n" }, /* takes speed, pins and offset away */
  { "?", "<Idle|MPos:*,*,*|Bf:100,1023>\r\n" },
};

static void
test_grblhal (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "grblhal", "");
  firmware_peer_check_rows (&peer, hal_rows, G_N_ELEMENTS (hal_rows), "\r\n", grbl_takes);
}

/* ---- Marlin ---------------------------------------------------------------------------------- */

static gboolean
marlin_takes (const char *line)
{
  InsMarlinReply reply;

  return ins_marlin_parse_line (line, &reply);
}

static const FirmwareRow marlin_rows[] = {
  { "M115\n", "FIRMWARE_NAME:Marlin bugfix-2.1.x (*) SOURCE_CODE_URL:* PROTOCOL_VERSION:1.0 "
              "MACHINE_TYPE:* EXTRUDER_COUNT:1 UUID:*\nCap:*:?\n*ok P15 B3\n" },
  { "M110 N0\n", "ok P15 B3\n" },
  { "N1 G90*17\n", "ok N1 P15 B3\n" },
  { "N2 G90*18\n", "ok N2 P15 B3\n" },
  { "N3 G90*99\n", "Error:checksum mismatch, Last Line: 2\nResend: 3\nok\n" },
  { "M110 N1\n", "ok P15 B3\n" },
  { "N3 G90*19\n", "Error:Line Number is not Last Line Number+1, Last Line: 1\nResend: 2\n"
                   "ok\n" },
  { "G999\n", "echo:Unknown command: \"G999\"\nok P15 B3\n" },
  { "M113\n", "echo:M113 S2\nok P15 B3\n" },
  { "M203 X300 Y300 Z5\n", "ok P15 B3\n" },
  { "M503\n", "*echo:  M203 X300.00 Y300.00 Z5.00 E25.00\n*ok P15 B3\n" },
  { "M211 S1\n", "echo:Soft endstops: ON *\nok P15 B3\n" },
  { "M119\n", "Reporting endstop status\nx_min: open\ny_min: open\nz_max: open\nok P15 B3\n" },
  { "G21\n", "ok P15 B3\n" },
  { "G90\n", "ok P15 B3\n" },
  { "M92 X80 Y80 Z80\n", "ok P15 B3\n" },
  { "G1 X5 F600\n", "ok P14 B3\n" },
  /* the end of the queue, not where it is */
  { "M114\n", "X:5.00 Y:0.00 Z:0.00 E:0.00 Count X:400 Y:0 Z:0\nok P14 B3\n" },
  { "M114 R\n", "X:0.00 Y:0.00 Z:0.00 E:0.00 Count X:0 Y:0 Z:0\nok P14 B3\n" },
  { "M400\n", "" },
  { "+0.6", "ok P15 B3\n" },
  { "G28\n", "" },
  { "+99", "*echo:busy: processing\n*X:* Y:* Z:* E:* Count X:* Y:* Z:*\nok P15 B3\n" },
  { "G1 X-30 F6000\n", "ok P15 B3\n" }, /* at its end already: clamped without a word */
  { "M114\n", "X:-25.00 *\nok P15 B3\n" },
  { "G1 X5000 F600\n", "ok P14 B3\n" },
  { "M114\n", "X:225.00 *\nok P14 B3\n" },
  { "+1", "" },
  { "M410\n", "" },
  { "+1.1", "ok P15 B3\n*" },
  { "M112\n", "echo:M112 Shutdown\nError:Printer halted. kill() called!\n" },
  { "M999\n", "" },
  { "M115\n", "" },
};

static void
test_marlin (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "marlin", "alarm");
  firmware_peer_check_rows (&peer, marlin_rows, G_N_ELEMENTS (marlin_rows), "\n", marlin_takes);
}

/* ---- Zaber ----------------------------------------------------------------------------------- */

static gboolean
zaber_takes (const char *line)
{
  InsZaberMessage message;

  return ins_zaber_parse_line (line, &message);
}

static const FirmwareRow zaber_rows[] = {
  { "/\n", "@01 0 OK IDLE WR 0\r\n" },
  { "/1:CF\n", "@01 0 OK IDLE WR 0\r\n" },
  { "/0 1:7F\n", "@01 1 OK IDLE WR 0\r\n" },
  { "/2 1:7D\n", "" },
  { "/1 tools echo:BF\n", "@01 0 OK IDLE WR 0\r\n" },
  { "/1 home:06\n", "@01 0 OK BUSY WR 0\r\n" },
  { "+9", "!01 * IDLE --\r\n*" },
  { "/1 0\n", "@01 0 OK IDLE -- 0\r\n" },
  { "/1 1 move abs 10000\n", "@01 1 OK BUSY -- 0\r\n" },
  { "/1 0\n", "@01 0 OK BUSY -- 0\r\n" },
  { "+3", "!01 1 IDLE --\r\n" },
  { "/1 1 get pos\n", "@01 1 OK IDLE -- 10000\r\n" },
  { "/1 1 move rel -10000\n", "@01 1 OK BUSY -- 0\r\n" },
  { "+0.02", "" },
  { "/1 stop\n", "@01 0 OK BUSY NI 0\r\n" },
  { "+1", "!01 1 IDLE NI\r\n" },
  { "/1 warnings clear\n", "@01 0 OK IDLE -- 01 NI\r\n" },
  { "/1 warnings\n", "@01 0 OK IDLE -- 00\r\n" },
  { "/1 2 move abs 1000\n", "@01 2 OK BUSY -- 0\r\n" },
  { "/1 1 move vel 1000\n", "@01 1 OK BUSY -- 0\r\n" },
  { "+0.02", "" },
  { "/1 1 move vel 0\n", "@01 1 OK BUSY NI 0\r\n" },
  { "+3", "!01 * IDLE *\r\n" },
  { "/1 1 move max\n", "@01 1 OK BUSY -- 0\r\n" },
  { "+0.02", "" },
  { "/1 1 move min\n", "@01 1 OK BUSY NI 0\r\n" },
  { "/estop\n", "@01 0 OK *\r\n" },
  { "+1", "*" },
  { "/1 warnings clear\n", "@01 0 OK IDLE -- *\r\n" },
  { "/1 1 set maxspeed 68804\n", "@01 1 OK IDLE -- 0\r\n" },
  { "/1 1 set accel 1720\n", "@01 1 OK IDLE -- 0\r\n" },
  { "/1 get limit.min\n", "@01 0 OK IDLE -- -524934 -524934 -201575\r\n" },
  { "/1 1 get limit.max\n", "@01 1 OK IDLE -- *\r\n" },
  { "/1 get version\n", "@01 0 OK IDLE -- 7.14\r\n" },
  { "/1 get deviceid\n", "@01 0 OK IDLE -- *\r\n" },
  { "/1 get axiscount\n", "@01 0 OK IDLE -- 3\r\n" },
  { "/1 0 07 get version\n", "@01 0 07 OK IDLE -- 7.14\r\n" },
  { "/1 jump\n", "@01 0 RJ IDLE -- BADCOMMAND\r\n" },
  { "/1 trigger dist 1 1 2400\n", "@01 0 OK IDLE -- 0\r\n" },
  { "/1 trigger dist 1 action a io do 1 toggle\n", "@01 0 OK IDLE -- 0\r\n" },
  { "/1 trigger dist 1 enable\n", "@01 0 OK IDLE -- 0\r\n" },
  { "/1 io set do 1 1\n", "@01 0 OK IDLE -- 0\r\n" },
  { "/1 io get do 1\n", "@01 0 OK IDLE -- 1\r\n" },
};

static void
test_zaber (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "zaber", "alarm");
  firmware_peer_check_rows (&peer, zaber_rows, G_N_ELEMENTS (zaber_rows), "\r\n", zaber_takes);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sheets/grbl", test_grbl);
  g_test_add_func ("/sheets/grblhal", test_grblhal);
  g_test_add_func ("/sheets/marlin", test_marlin);
  g_test_add_func ("/sheets/zaber", test_zaber);

  return g_test_run ();
}
